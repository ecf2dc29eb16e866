using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Files;

/// <summary>Uploads by tus 1.0.0, from the first byte to the proof.</summary>
public sealed class UploadTests
{
    static byte[] Bytes(int count, int seed = 1)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    [Fact]
    public async Task A_file_goes_up_in_pieces_is_proven_sent_and_comes_down_the_same()
    {
        await using var server = await TestServer.StartAsync(Small.Files);
        using var alice = new Tus(await server.JoinAsync("alice"));
        using var bob = new Tus(await server.JoinAsync("bob"));
        var bytes = Bytes(1_000_000);
        var at = await alice.CreateAsync(bytes.Length, ("filename", "plan.pdf"), ("filetype", "application/pdf"));
        Assert.StartsWith("/api/v1/uploads/", at, StringComparison.Ordinal);
        foreach (var (from, to) in new[] { (0, 1), (1, 65536), (65536, 700_000), (700_000, 1_000_000) })
        {
            using var patched = await alice.PatchAsync(at, from, bytes[from..to]);
            Assert.Equal((HttpStatusCode.NoContent, to), (patched.StatusCode, Tus.OffsetOf(patched)));
            Assert.Equal(to, await alice.OffsetAsync(at));
        }

        using var finished = await alice.FinishAsync(at, Tus.Hash(bytes));
        var file = await finished.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((true, Tus.Hash(bytes), "application/pdf", 1_000_000L), (file.GetProperty("ready").GetBoolean(), file.Text("sha256"), file.Text("type"), file.Number("size")));

        var message = await alice.SendAsync(file.Text("id"));
        Assert.Equal("there", message.At("file").Text("state"));
        using var got = await bob.GetAsync($"/api/v1/files/{file.Text("id")}");
        Assert.Equal(HttpStatusCode.OK, got.StatusCode);
        Assert.Equal(Tus.Hash(bytes), Tus.Hash(await got.Content.ReadAsByteArrayAsync()));
        Assert.Equal($"\"{Tus.Hash(bytes)}\"", got.Headers.ETag!.Tag);
        Assert.Equal($"sha-256=:{Convert.ToBase64String(SHA256.HashData(bytes))}:", Assert.Single(got.Headers.GetValues("Repr-Digest")));
        Assert.Equal("attachment; filename=\"plan.pdf\"; filename*=UTF-8''plan.pdf", got.Content.Headers.ContentDisposition!.ToString());
    }
}

/// <summary>Settings for servers whose disk is not the point.</summary>
static class Small
{
    /// <summary>No floor: a test does not depend on how full this machine is.</summary>
    public static Server.Admin.ServeOptions Files(Server.Admin.ServeOptions options) =>
        options with { Files = options.Files with { Floor = 0 } };
}
