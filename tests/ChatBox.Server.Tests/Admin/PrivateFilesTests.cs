using ChatBox.Server.Admin;

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
}
