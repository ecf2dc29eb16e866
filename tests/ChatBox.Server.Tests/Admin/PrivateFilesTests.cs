using ChatBox.Server.Admin;

namespace ChatBox.Server.Tests.Admin;

public sealed class PrivateFilesTests : IDisposable
{
    readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Replacing_keeps_a_file_whole_and_private_and_leaves_no_neighbour()
    {
        File.WriteAllText(_temporary["secret"], "old");
        File.WriteAllText(_temporary["secret.new"], "left over from a crash");

        PrivateFiles.Replace(_temporary["secret"], "new"u8);

        Assert.Equal("new", File.ReadAllText(_temporary["secret"]));
        Assert.False(PrivateFiles.OthersCanRead(_temporary["secret"]));
        Assert.False(File.Exists(_temporary["secret.new"]));
    }

    [Fact]
    public void A_replacement_that_fails_leaves_the_old_file_and_no_neighbour()
    {
        // A directory in the way stands for whatever makes the last step fail.
        Directory.CreateDirectory(_temporary["secret"]);

        Assert.ThrowsAny<Exception>(() => PrivateFiles.Replace(_temporary["secret"], "new"u8));

        Assert.Equal(["secret"], Directory.EnumerateFileSystemEntries(_temporary.Root).Select(Path.GetFileName));
    }
}
