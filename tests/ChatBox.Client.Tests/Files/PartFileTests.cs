using ChatBox.Client.Files;
using ChatBox.Testing;

namespace ChatBox.Client.Tests.Files;

/// <summary>What lies on the disk already, by accident or on purpose.</summary>
public sealed class PartFileTests : IDisposable
{
    readonly TemporaryDirectory directory = new();
    readonly List<string> notices = [];

    string Target => Path.Combine(directory.Path, "saved.bin");

    string Part => Target + ".part";

    public void Dispose() => directory.Dispose();

    PartFile Open(string source = "server file", bool overwrites = false) => PartFile.Open(Target, source, overwrites, notices.Add);

    async Task LeavePartAsync(int bytes, string? tag = "\"1\"", string source = "server file")
    {
        await using var part = Open(source);
        part.Begin(tag, 100);
        part.Write(new byte[bytes]);
    }

    [Fact]
    public async Task What_is_there_already_is_neither_replaced_nor_fetched_anew()
    {
        File.WriteAllText(Target, "mine");
        Assert.Contains("is there already", Assert.Throws<LocalFileException>(() => Open()).Message, StringComparison.Ordinal);
        await using var part = Open(overwrites: true);
        part.Begin(null, null);
        part.Write("new"u8);
        part.Complete();
        Assert.Equal("new", File.ReadAllText(Target));
    }

    [Fact]
    public async Task What_has_come_there_meanwhile_stays_and_so_does_the_part()
    {
        await using (var part = Open())
        {
            part.Begin("\"1\"", 3);
            part.Write("new"u8);
            File.WriteAllText(Target, "mine");
            Assert.Throws<LocalFileException>(part.Complete);
        }

        Assert.Equal("mine", File.ReadAllText(Target));
        Assert.Equal("new", File.ReadAllText(Part));
    }

    [Fact]
    public async Task No_link_is_followed()
    {
        var elsewhere = Path.Combine(directory.Path, "elsewhere");
        File.WriteAllText(elsewhere, "mine");
        File.CreateSymbolicLink(Part, elsewhere);
        File.CreateSymbolicLink(Part + ".json", elsewhere);
        await using (var part = Open())
        {
            part.Begin("\"1\"", 3);
            part.Write("new"u8);
            part.Complete();
        }

        Assert.Equal("mine", File.ReadAllText(elsewhere));
        Assert.Equal("new", File.ReadAllText(Target));
    }

    [Fact]
    public void A_link_where_the_file_would_be_is_a_file_that_is_there()
    {
        File.CreateSymbolicLink(Target, Path.Combine(directory.Path, "nowhere"));
        Assert.Throws<LocalFileException>(() => Open());
    }

    [Fact]
    public async Task Overwriting_replaces_a_link_and_not_what_it_leads_to()
    {
        var elsewhere = Path.Combine(directory.Path, "elsewhere");
        File.WriteAllText(elsewhere, "mine");
        File.CreateSymbolicLink(Target, elsewhere);
        await using var part = Open(overwrites: true);
        part.Begin(null, null);
        part.Write("new"u8);
        part.Complete();
        Assert.Equal(("mine", "new"), (File.ReadAllText(elsewhere), File.ReadAllText(Target)));
        Assert.Null(new FileInfo(Target).LinkTarget);
    }

    [Fact]
    public async Task Only_one_at_a_time_fetches_to_a_place()
    {
        await LeavePartAsync(10);
        await using var first = Open();
        Assert.Contains("in use by another program", Assert.Throws<LocalFileException>(() => Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_file_is_not_replaced_even_where_a_file_would_be()
    {
        Directory.CreateDirectory(Target);
        Assert.Contains("is a directory", Assert.Throws<LocalFileException>(() => Open(overwrites: true)).Message, StringComparison.Ordinal);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only there it is known what else a path may be");
        // An administrator could put a file in its place.
        var device = Assert.Throws<LocalFileException>(() => PartFile.Open("/dev/null", "server file", overwrites: true, notices.Add));
        Assert.Contains("/dev/null is a device", device.Message, StringComparison.Ordinal);
        Assert.False(File.Exists("/dev/null.part"));
    }

    [Fact]
    public void Where_no_directory_is_the_sentence_names_it()
    {
        var missing = Path.Combine(directory.Path, "missing");
        var refused = Assert.Throws<LocalFileException>(() => PartFile.Open(Path.Combine(missing, "file"), "server file", overwrites: false, notices.Add));
        Assert.EndsWith($": there is no directory {missing}.", refused.Message, StringComparison.Ordinal);
        Assert.IsType<DirectoryNotFoundException>(refused.InnerException);
    }

    [Fact]
    public void A_full_disk_is_told_with_what_to_do()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere no device is always full");
        var full = Assert.Throws<IOException>(() => File.WriteAllText("/dev/full", "x"));
        var told = LocalFileException.Of("/somewhere/film.part", full);
        Assert.True(told.IsDiskFull);
        Assert.Equal("There is no room left for /somewhere/film.part. Make some and start again: what is there already is kept.", told.Message);
    }

    [Fact]
    public async Task A_part_of_the_same_file_is_gone_on_with()
    {
        await LeavePartAsync(10);
        await using var part = Open();
        Assert.Equal((10, "\"1\""), (part.Received, part.Version));
        Assert.Empty(notices);
    }

    [Fact]
    public async Task A_part_that_no_server_can_go_on_with_begins_anew()
    {
        await LeavePartAsync(10, tag: null);
        await using var part = Open();
        Assert.Equal(0, part.Received);
    }

    [Fact]
    public async Task A_part_of_another_file_is_kept_aside_and_that_is_said()
    {
        await LeavePartAsync(10);
        await using var part = Open("server another file");
        Assert.Equal(0, part.Received);
        Assert.Equal(10, new FileInfo(Part + ".old1").Length);
        Assert.Contains(".part.old1", Assert.Single(notices), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage\n12\n")]
    [InlineData("{}\n")]
    [InlineData("null\n")]
    [InlineData("""{"version":2,"source":"server file","tag":"\"1\"","size":100}""" + "\n")]
    [InlineData("""{"version":1,"source":"server file","tag":"\"1\"","size":100}""")]
    [InlineData("""{"version":1,"source":"server file","tag":"\"1\"","size":100}""" + "\n-5\n")]
    [InlineData("""{"version":1,"source":"server file","tag":"\"1\"","size":100}""" + "\n\0\0\0\n")]
    public async Task A_part_whose_record_is_damaged_is_kept_aside(string record)
    {
        await LeavePartAsync(10);
        File.WriteAllText(Part + ".json", record);
        await using var part = Open();
        Assert.Equal(0, part.Received);
        Assert.Equal(10, new FileInfo(Part + ".old1").Length);
    }

    [Fact]
    public async Task A_record_that_promises_more_than_there_is_begins_anew()
    {
        await LeavePartAsync(10);
        File.AppendAllText(Part + ".json", "11\n");
        await using var part = Open();
        Assert.Equal(0, part.Received);
    }

    [Fact]
    public async Task Somebody_elses_file_that_happens_to_be_called_so_is_kept()
    {
        File.WriteAllText(Part, "mine");
        await Open().DisposeAsync();
        Assert.Equal("mine", File.ReadAllText(Part + ".old1"));
    }

    [Fact]
    public async Task It_is_recorded_every_four_mebibytes_how_much_is_surely_there()
    {
        await using var part = Open();
        part.Begin("\"1\"", null);
        for (var i = 0; i < 13; i++)
        {
            part.Write(new byte[1024 * 1024]);
            await part.CheckpointAsync();
        }

        Assert.Equal(["4194304", "8388608"], File.ReadAllLines(Part + ".json").Skip(1));
    }

    [Fact]
    public async Task On_a_slow_line_it_is_recorded_every_second()
    {
        var clock = new ManualTimeProvider();
        await using var part = PartFile.Open(Target, "server file", overwrites: false, notices.Add, clock);
        part.Begin("\"1\"", null);
        int Recorded() => File.ReadAllLines(Part + ".json").Length - 1;

        // So that whoever is killed in the middle of a small file does not begin anew.
        for (var i = 0; i < 20; i++)
        {
            part.Write(new byte[1_000]);
            await part.CheckpointAsync();
        }

        Assert.Equal(0, Recorded());
        // What a second has brought goes to the disk, and when it is surely there that is recorded.
        for (var i = 0; i < 10_000 && Recorded() == 0; i++)
        {
            part.Write(new byte[1_000]);
            clock.Advance(TimeSpan.FromSeconds(1));
            await part.CheckpointAsync();
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        Assert.Equal(1, Recorded());
        part.Write(new byte[1_000]);
        await part.CheckpointAsync();
        Assert.Equal(1, Recorded());
    }

    [Fact]
    public async Task Before_a_pause_all_that_is_here_is_recorded()
    {
        await using var part = Open();
        part.Begin("\"1\"", null);
        part.Write(new byte[1_000]);
        await part.SettleAsync();
        Assert.Equal(["1000"], File.ReadAllLines(Part + ".json").Skip(1));
        await part.SettleAsync();
        Assert.Equal(["1000"], File.ReadAllLines(Part + ".json").Skip(1));
    }
}
