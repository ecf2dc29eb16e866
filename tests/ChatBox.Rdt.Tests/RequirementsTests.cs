using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace ChatBox.Rdt.Tests;

// docs/rdt.md is a promise: every MUST in it has a number, and names tests that exist.
public partial class RequirementsTests
{
    static readonly string Document = File.ReadAllText(Path.Combine(Root(), "docs", "rdt.md"));

    static readonly HashSet<string> Tests = [.. typeof(RequirementsTests).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance).Where(method => method.IsDefined(typeof(FactAttribute), inherit: true)))
        .Select(method => $"{method.DeclaringType!.Name}.{method.Name}")];

    static List<(int Number, string Text, string[] Named)> Requirements { get; } = [.. Requirement().Matches(Document)
        .Select(match => (int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture), match.Groups["text"].Value, Named(match.Groups["tests"].Value)))];

    [Fact]
    public void Every_requirement_names_tests_that_exist()
    {
        Assert.NotEmpty(Requirements);
        var missing = Requirements.SelectMany(requirement => requirement.Named.Length == 0
            ? [$"RDT-{requirement.Number} names no test"]
            : requirement.Named.Where(name => !Tests.Contains(name)).Select(name => $"RDT-{requirement.Number} names {name}, which does not exist"));
        Assert.Empty(missing);
    }

    [Fact]
    public void Requirements_are_numbered_without_a_gap() =>
        Assert.Equal(Enumerable.Range(1, Requirements.Count), Requirements.Select(requirement => requirement.Number));

    [Fact]
    public void No_MUST_stands_outside_of_a_requirement()
    {
        var rest = Requirement().Replace(Document, "");
        var line = rest.Split('\n').Where(line => Must().IsMatch(line) && !line.Contains("RFC 2119", StringComparison.Ordinal) && !line.Contains("Every MUST has a number", StringComparison.Ordinal));
        Assert.Empty(line);
        Assert.All(Requirements, requirement => Assert.Matches(Must(), requirement.Text));
    }

    [Fact]
    public void Every_attack_of_the_list_has_a_test_of_its_name() =>
        Assert.All(Enumerable.Range(1, 20), number => Assert.Contains(Tests, test => test.Contains($".U{number}_", StringComparison.Ordinal)));

    static string[] Named(string tests) => [.. tests.Split([',', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries)];

    static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props"))) folder = folder.Parent!;
        return folder.FullName;
    }

    // "- **RDT-7** text *Tested by:* A.B, C.D", over several indented lines.
    [GeneratedRegex(@"^- \*\*RDT-(?<number>\d+)\*\* (?<text>(?:(?!\n- |\n\n|\*Tested by:\*)[\s\S])*)(?:\*Tested by:\* (?<tests>[A-Za-z0-9_., \n]*?))?(?=\n- |\n\n|\z)", RegexOptions.Multiline)]
    private static partial Regex Requirement();

    [GeneratedRegex(@"\bMUST\b")]
    private static partial Regex Must();
}

public class SansIoTests
{
    [Fact]
    public void The_machine_needs_no_socket_and_no_thread()
    {
        var references = typeof(Endpoint).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!).ToList();
        Assert.Contains("System.Security.Cryptography", references);
        Assert.DoesNotContain(references, name => name.StartsWith("System.Net", StringComparison.Ordinal) || name.StartsWith("System.Threading", StringComparison.Ordinal)
            || name.StartsWith("System.IO", StringComparison.Ordinal) || name.StartsWith("Microsoft", StringComparison.Ordinal));
    }
}
