using ChatBox.Server.Admin;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Admin;

public sealed class PrivateFilesTests : IDisposable
{
    readonly TemporaryDirectory temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void Replacing_keeps_a_file_whole_and_private_and_leaves_no_neighbour()
    {
        File.WriteAllText(temporary["secret"], "old");
        File.WriteAllText(temporary["secret.new"], "left over from a crash");

        PrivateFiles.Replace(temporary["secret"], "new"u8);

        Assert.Equal("new", File.ReadAllText(temporary["secret"]));
        Assert.False(PrivateFiles.OthersCanRead(temporary["secret"]));
        Assert.False(File.Exists(temporary["secret.new"]));
    }

    [Fact]
    public void A_replacement_that_fails_leaves_the_old_file_and_no_neighbour()
    {
        // A directory in the way stands for whatever makes the last step fail.
        Directory.CreateDirectory(temporary["secret"]);

        Assert.ThrowsAny<Exception>(() => PrivateFiles.Replace(temporary["secret"], "new"u8));

        Assert.Equal(["secret"], Directory.EnumerateFileSystemEntries(temporary.Root).Select(Path.GetFileName));
    }

    [Fact]
    public async Task What_a_server_keeps_is_read_by_its_user_only_also_in_a_directory_that_is_open_to_others()
    {
        var data = Directory.CreateDirectory(temporary["data"]).FullName;
        Assert.True(PrivateFiles.OthersCanRead(data), "nothing is shown where new directories are closed anyway");
        await using var server = await TestServer.StartAsync(options => options with { Plain = false }, data: data);
        await using var alice = await server.JoinLiveAsync("alice");
        await alice.SayAsync("hello");

        var open = Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories).Where(PrivateFiles.OthersCanRead).ToList();

        Assert.True(File.Exists(server.Database + "-wal"));
        Assert.Empty(open);
    }
}
