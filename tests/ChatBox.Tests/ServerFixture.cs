using System.Text.RegularExpressions;

namespace ChatBox.Tests;

/// <summary>A server for a class of tests, started as a host starts it, on free ports and with a directory of its own.</summary>
public sealed partial class ServerFixture : IAsyncLifetime
{
    readonly string _directory = Directory.CreateTempSubdirectory("chatbox-test-").FullName;
    readonly Shell _shell = new("/nonexistent");
    Task<int> _running = Task.FromResult(0);

    public string Address { get; private set; } = "";

    /// <summary>Where the commands of these tests keep their tokens.</summary>
    public string Config => Path.Combine(_directory, "config");

    /// <summary>What the host shares.</summary>
    public string Share => Path.Combine(_directory, "share");

    /// <summary>A directory of its own.</summary>
    public string NewDirectory() => Directory.CreateDirectory(Path.Combine(_directory, Guid.NewGuid().ToString("N"))).FullName;

    public string Data => Path.Combine(_directory, "data");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Share);
        _running = _shell.RunAsync(
            "serve", "--local", "--http-port", "0", "--https-port", "0", "--text-port", "0", "--rdt-port", "0", "--data", Data,
            "--share", Share);
        var ready = await Task.WhenAny(_running, _shell.Output.WaitForAsync("Ctrl+C"));
        Assert.True(ready != _running, _shell.ToString());
        Address = LocalAddress().Match(_shell.Output.ToString()).Value;
    }

    public async ValueTask DisposeAsync()
    {
        _shell.Interrupt();
        Assert.Equal(0, await _running);
        _shell.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [GeneratedRegex(@"http://localhost:\d+")]
    private static partial Regex LocalAddress();
}
