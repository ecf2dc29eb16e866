using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace ChatBox.Tests;

/// <summary>
/// Files over HTTPS, and over UDP, between real processes, of which one after the other is killed in the middle: the end is whole, and
/// nothing begins anew.
/// </summary>
public sealed class KilledTransferTests : IDisposable
{
    const int Size = 300_000_000;

    readonly string directory = Directory.CreateTempSubdirectory("chatbox-test-").FullName;
    readonly byte[] bytes = new byte[Size];
    (string Http, string Https) ports = ("0", "0");

    public KilledTransferTests()
    {
        RandomNumberGenerator.Fill(bytes);
        Directory.CreateDirectory(PathOf("share"));
        File.WriteAllBytes(PathOf("share/film.bin"), bytes);
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Put_and_get_go_on_where_they_were_when_they_or_the_server_are_killed()
    {
        var (server, invite) = await ServeAsync();
        try
        {
            // The sender dies.
            string[] put = ["put", invite, "--as", "alice", PathOf("share/film.bin"), "--to", "lobby", "--json"];
            using (var first = Run(put)) Assert.True(await first.KillAtAsync(UploadFile, Size / 6), first.Text);

            // The server dies while the sender goes on, and the sender waits for it.
            using var second = Run(put);
            await second.ReachesAsync(UploadFile, Size / 2);
            Assert.False(second.HasExited, second.Text);
            server = await RestartAsync(server);
            Assert.True(await second.ExitAsync() == 0, second.Text);
            var sent = Report(second);
            var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
            Assert.Equal((Size, hash), (sent.GetProperty("bytes").GetInt32(), sent.GetProperty("sha256").GetString()));
            Assert.InRange(sent.GetProperty("resumedAt").GetInt32(), 1, Size - 1);

            // The same on the way back.
            string[] get = ["get", invite, "--as", "bob", "film.bin", "--from", "lobby", "-o", PathOf("got"), "--via", "http", "--json"];
            using (var first = Run(get)) Assert.True(await first.KillAtAsync(Part, Size / 6), first.Text);
            Assert.False(File.Exists(PathOf("got")));
            using var again = Run(get);
            await again.ReachesAsync(Part, Size / 2);
            Assert.False(again.HasExited, again.Text);
            server = await RestartAsync(server);
            Assert.True(await again.ExitAsync() == 0, again.Text);
            var got = Report(again);
            Assert.InRange(got.GetProperty("resumedAt").GetInt32(), 1, Size - 1);
            Assert.True(got.GetProperty("verified").GetBoolean());
            Assert.True(bytes.AsSpan().SequenceEqual(File.ReadAllBytes(PathOf("got"))));
            Assert.False(File.Exists(Part()));
        }
        finally
        {
            server.Dispose();
        }
    }

    [Fact]
    public async Task Get_by_RDT_goes_on_where_it_was_when_it_is_killed()
    {
        var (server, invite) = await ServeAsync();
        try
        {
            await OfferedAsync(invite);
            string[] get = ["get", invite, "--as", "bob", "film.bin", "-o", PathOf("got"), "--via", "rdt", "--json"];
            using (var first = Run(get)) Assert.True(await first.KillAtAsync(Part, Size / 2), first.Text);
            Assert.False(File.Exists(PathOf("got")));
            using var again = Run(get);
            Assert.True(await again.ExitAsync() == 0, again.Text);
            var got = Report(again);
            Assert.Equal(("rdt", Size), (got.GetProperty("via").GetString(), got.GetProperty("bytes").GetInt32()));
            // Noted every 4 MiB; and behind a hole the part grows by as much as a window.
            Assert.InRange(got.GetProperty("resumedAt").GetInt32(), (Size / 2) - (32 << 20), Size - 1);
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), got.GetProperty("sha256").GetString());
            Assert.True(bytes.AsSpan().SequenceEqual(File.ReadAllBytes(PathOf("got"))));
            Assert.False(File.Exists(Part()));
        }
        finally
        {
            server.Dispose();
        }
    }

    string PathOf(string name) => Path.Combine(directory, name);

    string Part() => PathOf("got.part");

    // The bytes of the one upload, beside which its record lies.
    string? UploadFile() => Directory.Exists(PathOf("data/files/uploads"))
        ? Directory.EnumerateFiles(PathOf("data/files/uploads")).FirstOrDefault(path => !Path.HasExtension(path))
        : null;

    CommandProcess Run(params string[] arguments) => new(PathOf("config"), arguments);

    // The share is read while the server serves already.
    async Task OfferedAsync(string invite)
    {
        while (true)
        {
            using var files = Run("files", invite, "--as", "bob");
            Assert.True(await files.ExitAsync() == 0, files.Text);
            if (files.Text.Contains("film.bin", StringComparison.Ordinal)) return;
        }
    }

    async Task<(CommandProcess Server, string Invite)> ServeAsync()
    {
        var server = Run(
            "serve", "--listen", "127.0.0.1", "--http-port", ports.Http, "--https-port", ports.Https, "--text-port", "0", "--rdt-port", "0",
            "--data", PathOf("data"), "--share", PathOf("share"));
        var invite = await server.InviteAsync();
        ports.Https = invite.Port.ToString(CultureInfo.InvariantCulture);
        return (server, invite.ToString());
    }

    async Task<CommandProcess> RestartAsync(CommandProcess server)
    {
        await server.KillAsync();
        server.Dispose();
        return (await ServeAsync()).Server;
    }

    static JsonElement Report(CommandProcess command) =>
        JsonDocument.Parse(command.Text.Split('\n').Last(line => line.StartsWith('{'))).RootElement;
}
