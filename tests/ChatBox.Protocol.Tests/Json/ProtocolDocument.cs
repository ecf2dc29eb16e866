using System.Text.RegularExpressions;

namespace ChatBox.Protocol.Tests.Json;

/// <summary>docs/protocol.md, to see that it says what the code does.</summary>
static partial class ProtocolDocument
{
    public static string[] Lines { get; } = File.ReadAllLines(Path.Combine(Root(), "docs", "protocol.md"));

    /// <summary>docs/examples.md: what was said and answered, as it went over the wire.</summary>
    public static string[] Examples { get; } = File.ReadAllLines(Path.Combine(Root(), "docs", "examples.md"));

    /// <summary>The rows of the tables between a heading and the next one of its rank or above: their cells, without the head.</summary>
    public static IEnumerable<string[]> Rows(string heading)
    {
        var rank = heading.IndexOf(' ', StringComparison.Ordinal);
        var section = Lines.SkipWhile(line => line != heading).Skip(1).TakeWhile(
            line => !Heading().IsMatch(line) || line.IndexOf(' ', StringComparison.Ordinal) > rank);
        return section.Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(
            line => line.Trim('|').Split(" | ").Select(cell => cell.Trim()).ToArray());
    }

    /// <summary>What stands between backticks.</summary>
    public static IEnumerable<string> Words(string cell) => Quoted().Matches(cell).Select(match => match.Groups[1].Value);

    /// <summary>An example without its dots: what they stand for is left out.</summary>
    public static string WithoutDots(string example) => Dots().Replace(example, match => match.Value[0] == '{' ? "{}" : "");

    static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props"))) folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex("^#+ ")]
    private static partial Regex Heading();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\{\.\.\.\w+\.\.\.\}|,\.\.\.")]
    private static partial Regex Dots();
}
