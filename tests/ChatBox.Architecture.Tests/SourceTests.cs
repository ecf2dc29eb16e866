using System.Text.RegularExpressions;

namespace ChatBox.Architecture.Tests;

public partial class SourceTests
{
    const int MaxLines = 500;

    [Fact]
    public void Every_log_event_has_a_number_of_its_own()
    {
        var ids = Repository.Files("src", ".cs")
            .SelectMany(path => LogEvent().Matches(Repository.Read(path)).Select(match => (Id: match.Groups[1].Value, Path: path)))
            .ToList();
        Assert.NotEmpty(ids);
        Assert.Empty(
            ids.GroupBy(entry => entry.Id).Where(group => group.Count() > 1).Select(
                group => $"{group.Key}: {string.Join(", ", group.Select(entry => entry.Path))}"));
    }

    [Fact]
    public void Every_log_event_is_numbered()
    {
        var unnumbered = Repository.Files("src", ".cs").Where(path =>
            Repository.Read(path) is var text && AnyLogEvent().Count(text) != LogEvent().Count(text));
        Assert.Empty(unnumbered);
    }

    [Fact]
    public void No_file_is_longer_than_500_lines()
    {
        var files = Repository.Files("src", ".cs").Concat(Repository.Files("web/src", ".ts", ".svelte", ".css")).ToList();
        Assert.NotEmpty(files);
        Assert.DoesNotContain(files, path => Repository.Read(path).Count(sign => sign == '\n') > MaxLines);
    }

    [Fact]
    public void Nothing_is_left_for_later()
    {
        var files = Repository.Files("src", ".cs", ".csproj").Concat(Repository.Files("web/src", ".ts", ".svelte", ".css", ".html"));
        Assert.DoesNotContain(files, path => Unfinished().IsMatch(Repository.Read(path)));
    }

    [GeneratedRegex(@"\[LoggerMessage\(\s*(?:EventId\s*=\s*)?(\d+)")]
    private static partial Regex LogEvent();

    [GeneratedRegex(@"\[LoggerMessage\b")]
    private static partial Regex AnyLogEvent();

    [GeneratedRegex(@"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedException")]
    private static partial Regex Unfinished();
}
