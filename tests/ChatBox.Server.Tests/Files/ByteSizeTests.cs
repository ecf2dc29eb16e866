using ChatBox.Server.Files;

namespace ChatBox.Server.Tests.Files;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("500", 500)]
    [InlineData("10GB", 10_000_000_000)]
    [InlineData("10 GiB", 10_737_418_240)]
    [InlineData("64kib", 65_536)]
    [InlineData(" 2 MB ", 2_000_000)]
    [InlineData("1TiB", 1_099_511_627_776)]
    [InlineData("7B", 7)]
    public void A_size_is_a_number_and_a_unit(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out var parsed));
        Assert.Equal(bytes, parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GB")]
    [InlineData("-1")]
    [InlineData("1.5GB")]
    [InlineData("1 XB")]
    [InlineData("99999999TiB")]
    [InlineData("9223372036854775808")]
    public void What_is_none_is_refused(string text) => Assert.False(ByteSize.TryParse(text, out _));

    [Fact]
    public void Settings_come_from_the_environment_and_all_that_is_wrong_is_said()
    {
        var set = new Dictionary<string, string> { ["CHATBOX_FILES_PER_PERSON"] = "1GB", ["CHATBOX_FILES_TOTAL"] = "much", ["CHATBOX_FILES_FLOOR"] = "-" };
        var (settings, problems) = FileSettings.Read(name => set.GetValueOrDefault(name));
        Assert.Equal(1_000_000_000, settings.Limits.PerPerson);
        Assert.Equal(new FileSettings().Limits.Total, settings.Limits.Total);
        Assert.Equal(2, problems.Count);
        Assert.Contains(problems, problem => problem.Contains("CHATBOX_FILES_TOTAL=much", StringComparison.Ordinal));
        Assert.Empty(FileSettings.Read(_ => null).Problems);
    }
}
