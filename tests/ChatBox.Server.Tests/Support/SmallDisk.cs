using System.Diagnostics;

namespace ChatBox.Server.Tests.Support;

/// <summary>A file system of a few megabytes, to be filled. Where Linux lets nobody mount one, the test fails: what was not tried does not hold.</summary>
sealed class SmallDisk : IDisposable
{
    SmallDisk(string path) => Path = path;

    public string Path { get; }

    public static SmallDisk Mount(string path, int megabytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A small disk is made by Linux.");
        Directory.CreateDirectory(path);
        var error = Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path);
        Assert.True(error.Length == 0, $"This test mounts a small disk. Run ./test.sh as root, or in a container that may mount: {error}");
        return new SmallDisk(path);
    }

    public void Dispose() => Run("umount", Path);

    static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? "" : $"{program} ended with {process.ExitCode}. {error}";
    }
}
