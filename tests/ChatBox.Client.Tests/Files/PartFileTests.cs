using ChatBox.Client.Files;

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
        Assert.Throws<LocalFileException>(() => Open());
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
}
