namespace ChatBox.Architecture.Tests;

// "References point downward only": what each project may lean on. A new project gets its line here.
public class ReferencesTests
{
    static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["ChatBox.Core"] = [],
        ["ChatBox.Protocol"] = ["ChatBox.Core"],
        ["ChatBox.Rdt"] = [],
        ["ChatBox.Rdt.Udp"] = ["ChatBox.Rdt"],
        ["ChatBox.Server"] = ["ChatBox.Core", "ChatBox.Protocol", "ChatBox.Rdt.Udp"],
        ["ChatBox.Client"] = ["ChatBox.Protocol", "ChatBox.Rdt.Udp"],
        ["ChatBox"] = ["ChatBox.Server", "ChatBox.Client"],
    };

    public static TheoryData<string> Projects => [.. Repository.References().Keys];

    [Fact]
    public void The_projects_are_found() =>
        Assert.Superset(
            new HashSet<string> { "ChatBox.Core", "ChatBox.Protocol", "ChatBox.Server", "ChatBox.Client", "ChatBox" },
            Projects.Select(row => row.Data).ToHashSet());

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_only_to_what_lies_below_it(string project) =>
        Assert.Empty(Repository.References()[project].Except(Allowed[project]));

    [Theory]
    [InlineData("ChatBox.Core")]
    [InlineData("ChatBox.Protocol")]
    public void The_rules_and_the_protocol_need_no_package_and_no_framework_beside_the_base(string project)
    {
        var text = Repository.Read($"src/{project}/{project}.csproj");
        Assert.DoesNotContain("PackageReference", text, StringComparison.Ordinal);
        Assert.DoesNotContain("FrameworkReference", text, StringComparison.Ordinal);
    }
}
