using System.Xml.Linq;

namespace ChatBox.Architecture.Tests;

/// <summary>The files of this repository, as they lie on the disk.</summary>
static class Repository
{
    static readonly string[] Made = ["bin", "obj", "node_modules", "dist", "wwwroot"];

    public static string Root { get; } = FindRoot();

    /// <summary>
    /// What people wrote below a folder, by ending; not what programs made of it. Paths are relative to the root, with slashes.
    /// </summary>
    public static IEnumerable<string> Files(string folder, params IEnumerable<string> endings)
    {
        var start = new DirectoryInfo(Path.Combine(Root, folder));
        return start.Exists ? Below(start).Where(path => endings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal))) : [];
    }

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>The projects of src, and the names of those that each refers to.</summary>
    public static Dictionary<string, string[]> References() => Files("src", ".csproj").ToDictionary(
        path => Path.GetFileNameWithoutExtension(path),
        path =>
            XDocument.Parse(Read(path)).Descendants("ProjectReference").Select(
                reference => NameOf(reference.Attribute("Include")!.Value)).ToArray());

    static string NameOf(string include) => Path.GetFileNameWithoutExtension(include.Replace('\\', '/'));

    static IEnumerable<string> Below(DirectoryInfo folder)
    {
        foreach (var file in folder.EnumerateFiles()) yield return Path.GetRelativePath(Root, file.FullName).Replace('\\', '/');
        foreach (var inner in folder.EnumerateDirectories().Where(inner => !Made.Contains(inner.Name)))
            foreach (var path in Below(inner)) yield return path;
    }

    static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
