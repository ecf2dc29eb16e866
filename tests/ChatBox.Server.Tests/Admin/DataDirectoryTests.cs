using ChatBox.Server.Admin;

namespace ChatBox.Server.Tests.Admin;

public sealed class DataDirectoryTests : IDisposable
{
    readonly TemporaryDirectory temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void A_missing_directory_is_made_with_those_above_it_for_its_owner_only()
    {
        using var data = DataDirectory.Open(temporary["a/b/data"]);

        Assert.True(Directory.Exists(data.Root));
        Assert.False(data.OpenToOthers);
        Assert.Equal(temporary["a/b/data/chatbox.db"], data.Database);
        Assert.Equal(temporary["a/b/data/certificates"], data.Certificates);
    }

    [Fact]
    public void Opening_leaves_nothing_but_the_lock()
    {
        using var data = DataDirectory.Open(temporary["data"]);

        Assert.Equal(["chatbox.lock"], Directory.EnumerateFileSystemEntries(data.Root).Select(Path.GetFileName));
    }

    [Fact]
    public void A_second_server_on_the_same_data_is_refused_until_the_first_ends()
    {
        using (DataDirectory.Open(temporary["data"]))
        {
            var refused = Refused(temporary["data"]);
            Assert.Contains("Another ChatBox server uses", refused.Message, StringComparison.Ordinal);
            Assert.Contains("--data DIR", refused.Message, StringComparison.Ordinal);
        }

        using var afterwards = DataDirectory.Open(temporary["data"]);
    }

    [Fact]
    public void A_file_in_its_place_is_refused_and_kept()
    {
        File.WriteAllText(temporary["data"], "letters");

        Assert.Contains("it is a file", Refused(temporary["data"]).Message, StringComparison.Ordinal);
        Assert.Equal("letters", File.ReadAllText(temporary["data"]));
    }

    [Fact]
    public void A_file_above_it_is_refused()
    {
        File.WriteAllText(temporary["file"], "");

        Assert.Contains("cannot be used", Refused(temporary["file/x/data"]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_that_cannot_be_made_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs /proc.");

        Refused("/proc/chatbox/data");
    }

    [Fact]
    public void A_full_disk_is_told_and_nothing_is_left()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs /dev/full.");
        Directory.CreateDirectory(temporary["data"]);
        File.CreateSymbolicLink(temporary["data/chatbox.probe"], "/dev/full");

        Assert.Contains("the disk is full", Refused(temporary["data"]).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(temporary["data"]));
    }

    [Fact]
    public void A_start_that_fails_removes_the_directories_it_made()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs a name that is too long for the file system.");

        Refused(temporary[$"a/b/{new string('x', 300)}"]);

        Assert.Empty(Directory.EnumerateFileSystemEntries(temporary.Root));
    }

    [Fact]
    public void An_admin_command_opens_it_beside_a_running_server()
    {
        using var server = DataDirectory.Open(temporary["data"]);
        using var command = DataDirectory.OpenShared(temporary["data"]);

        Assert.Equal(server.Database, command.Database);
    }

    [Fact]
    public void An_admin_command_makes_no_directory()
    {
        var refused = Assert.Throws<StartupException>(() => DataDirectory.OpenShared(temporary["data"]));

        Assert.Equal(ExitCodes.Data, refused.ExitCode);
        Assert.False(Directory.Exists(temporary["data"]));
    }

    [Fact]
    public void A_directory_that_others_can_look_into_is_told_and_left_as_it_is()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Modes are of Unix.");
        var mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead;
        if (!OperatingSystem.IsWindows())
            Directory.CreateDirectory(temporary["data"], mode);

        using var data = DataDirectory.Open(temporary["data"]);

        Assert.True(data.OpenToOthers);
    }

    static StartupException Refused(string path)
    {
        var refused = Assert.Throws<StartupException>(() => DataDirectory.Open(path));
        Assert.Equal(ExitCodes.Data, refused.ExitCode);
        Assert.DoesNotContain('\n', refused.Message);
        return refused;
    }
}
