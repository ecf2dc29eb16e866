using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ChatBox.EndToEnd.Tests.Hosting;

namespace ChatBox.EndToEnd.Tests;

/// <summary>
/// What somebody does who has just cloned the repository: the commands that the README gives, as they stand there, in a fresh clone of what
/// is committed here. Nothing of our own build is used.
/// </summary>
public sealed partial class NewcomerTests
{
    // Fetching the packages of the page and building both, on a machine that has done neither.
    static readonly TimeSpan FirstStart = TimeSpan.FromMinutes(9);

    [Fact]
    public async Task The_two_commands_of_the_README_work_in_a_fresh_clone()
    {
        using var clone = new TemporaryDirectory();
        var directory = Path.Combine(clone.Path, "ChatBox");
        await RunAsync(clone.Path, TimeSpan.FromMinutes(2), "git", "-c", "safe.directory=*", "clone", "--quiet", Repository(), directory);
        var commands = CommandsOf(await File.ReadAllTextAsync(Path.Combine(directory, "README.md")));
        Assert.Equal(["dotnet run --project src/ChatBox", "./test.sh"], commands);

        // The first. Ports and data are others, because there may be a server on this machine.
        var flags = $"-- --http-port 0 --https-port 0 --text-port 0 --rdt-port 0 --data '{Path.Combine(clone.Path, "data")}'";
        await ServeAsync(directory, $"{commands[0]} {flags}", ChatAsync);

        // The second runs what runs this test; so only its first part, which looks whether all is there that the tests need.
        await RunAsync(directory, TimeSpan.FromMinutes(2), "bash", "-c", $"{commands[1]} --check");
    }

    static async Task ServeAsync(string directory, string command, Func<string, Task> visit)
    {
        // A session of its own, so that Ctrl+C can reach all of it, as a terminal sends it; and not deaf to it, as what a script started in
        // the background is.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "setsid", "bash", "-c", $"exec {command}"])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        var output = new StringBuilder();
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"{command} ended.\n{All()}"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await ready.Task.WaitAsync(FirstStart);
            await visit(All());
            await RunAsync(directory, TimeSpan.FromSeconds(10), "kill", "-INT", "--", $"-{process.Id}");
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
            Assert.True(process.ExitCode == 0, All());
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{command} took too long.\n{All()}");
        }
        finally
        {
            if (!process.HasExited) await RunAsync(directory, TimeSpan.FromSeconds(10), "kill", "-KILL", "--", $"-{process.Id}");
        }

        void Read(string? line)
        {
            if (line is null) return;
            lock (output) output.AppendLine(line);
            if (line.StartsWith("Ctrl+C", StringComparison.Ordinal)) ready.TrySetResult();
        }

        string All()
        {
            lock (output) return output.ToString();
        }
    }

    /// <summary>The links are printed, the page is there, and two people who open the invite link talk with each other.</summary>
    static async Task ChatAsync(string banner)
    {
        Assert.Contains('█', banner);
        Assert.Matches(@"Text door\s+127\.0\.0\.1, TCP port \d+", banner);
        Assert.Matches(@"Fingerprint\s+([0-9A-F]{2}:){31}[0-9A-F]{2}", banner);
        var local = LocalLink().Match(banner).Groups[1].Value;
        var invite = InviteLink().Match(banner);
        Assert.True(invite.Success, banner);

        using var http = new HttpClient { BaseAddress = new Uri(local) };
        var page = await http.GetStringAsync("/");
        var script = Regex.Match(page, "src=\"(/assets/[^\"]+\\.js)\"").Groups[1].Value;
        Assert.NotEmpty(script);
        Assert.NotEmpty(await http.GetStringAsync(script));

        // By the link for the network itself: what it shows is held against the pin that stands in it.
        using var network = new HttpClient(new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, certificate, _, _) => PinOf(certificate!) == invite.Groups["pin"].Value,
        })
        { BaseAddress = new Uri(invite.Groups["origin"].Value) };
        var (alice, bob) =
            (await JoinAsync(http, "alice", invite.Groups["code"].Value), await JoinAsync(network, "bob", invite.Groups["code"].Value));
        await SayAsync(http, alice, "hello bob");
        Assert.Equal("hello bob", await LastAsync(network, bob));
        await SayAsync(network, bob, "hello alice");
        Assert.Equal("hello alice", await LastAsync(http, alice));
    }

    static async Task<string> JoinAsync(HttpClient http, string name, string code)
    {
        using var answer = await http.PostAsJsonAsync("/api/v1/people", new { name, code });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    static async Task SayAsync(HttpClient http, string token, string text)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/conversations/lobby/messages");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = JsonContent.Create(new { clientId = Guid.NewGuid().ToString("N"), text });
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    static async Task<string?> LastAsync(HttpClient http, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/conversations/lobby/messages?limit=1");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("messages")[0].GetProperty("text").GetString();
    }

    // docs/protocol.md: SHA-256 of the key, in base64url.
    static string PinOf(System.Security.Cryptography.X509Certificates.X509Certificate2 certificate) =>
        System.Buffers.Text.Base64Url.EncodeToString(
        System.Security.Cryptography.SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    /// <summary>The lines of the code blocks under "Start".</summary>
    static string[] CommandsOf(string readme)
    {
        var start = readme[readme.IndexOf("\n## Start", StringComparison.Ordinal)..];
        var end = start.IndexOf("\n## ", 1, StringComparison.Ordinal);
        return [.. CodeBlock().Matches(start[..end]).SelectMany(block => block.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))];
    }

    static string Repository()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            if (Path.Exists(Path.Combine(directory.FullName, ".git"))) return directory.FullName;
        throw new InvalidOperationException("There is no git repository above the tests, so there is nothing to clone.");
    }

    static async Task RunAsync(string directory, TimeSpan limit, string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(limit);
        var said = await output + await error;
        Assert.True(process.ExitCode == 0, $"{command} {string.Join(' ', arguments)} failed.\n{said}");
    }

    [GeneratedRegex(@"This computer\s+(http://localhost:\d+)")]
    private static partial Regex LocalLink();

    [GeneratedRegex(@"Invite others\s+(?<origin>https://[^/\s]+)/join#(?<code>[A-Za-z0-9_-]{22})\.(?<pin>[A-Za-z0-9_-]{43})")]
    private static partial Regex InviteLink();

    [GeneratedRegex("```\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
