using System.Text.RegularExpressions;

namespace ChatBox.Tests;

/// <summary>A server for a class of tests, started as a host starts it, on free ports and with a directory of its own.</summary>
public sealed partial class ServerFixture : IAsyncLifetime
{
    readonly string directory = Directory.CreateTempSubdirectory("chatbox-test-").FullName;
    readonly Shell shell = new("/nonexistent");
    Task<int> running = Task.FromResult(0);

    public string Address { get; private set; } = "";

    /// <summary>Its text door.</summary>
    public string TextDoor { get; private set; } = "";

    /// <summary>Where the commands of these tests keep their tokens.</summary>
    public string Config => Path.Combine(directory, "config");

    /// <summary>What the host shares.</summary>
    public string Share => Path.Combine(directory, "share");

    /// <summary>A directory of its own.</summary>
    public string NewDirectory() => Directory.CreateDirectory(Path.Combine(directory, Guid.NewGuid().ToString("N"))).FullName;

    public string Data => Path.Combine(directory, "data");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Share);
        running = shell.RunAsync(
            "serve", "--local", "--http-port", "0", "--https-port", "0", "--text-port", "0", "--rdt-port", "0", "--data", Data,
            "--share", Share);
        var ready = await Task.WhenAny(running, shell.Output.WaitForAsync("Ctrl+C"));
        Assert.True(ready != running, shell.ToString());
        Address = LocalAddress().Match(shell.Output.ToString()).Value;
        TextDoor = $"text://127.0.0.1:{TextPort().Match(shell.Output.ToString()).Groups[1].Value}";
    }

    public async ValueTask DisposeAsync()
    {
        shell.Interrupt();
        Assert.Equal(0, await running);
        shell.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    [GeneratedRegex(@"TCP port (\d+)")]
    private static partial Regex TextPort();

    [GeneratedRegex(@"http://localhost:\d+")]
    private static partial Regex LocalAddress();
}
