using System.IO.Pipes;

namespace ChatBox.Tests;

/// <summary>The commands against a real server.</summary>
public sealed class ServerCommandsTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    static int names;

    // Names are the server's: each test takes its own.
    readonly string alice = $"alice {Interlocked.Increment(ref names)}x";
    readonly string bob = $"bob {Interlocked.Increment(ref names)}x";

    Task<(int ExitCode, Shell Shell)> RunAsync(string command, string name, params string[] more) => PipeAsync("", command, name, more);

    Task<(int ExitCode, Shell Shell)> PipeAsync(string input, string command, string name, params string[] more) =>
        Shell.RunAsync(server.Config, input, [command, server.Address, "--as", name, .. more]);

    [Fact]
    public async Task What_is_sent_is_what_tail_prints()
    {
        Assert.Equal(0, (await RunAsync("send", alice, "hello \u001b[31mworld")).ExitCode);
        var (exitCode, shell) = await RunAsync("tail", bob, "--no-follow", "-n", "1000");
        Assert.Equal(0, exitCode);
        Assert.Contains(shell.OutputLines, line => line.EndsWith($"{alice}: hello \\x1b[31mworld", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_line_of_the_input_is_a_message_and_comes_back_as_JSON()
    {
        var (exitCode, shell) = await PipeAsync("one\n\ntwo\nthree", "send", alice, "--json");
        Assert.Equal(0, exitCode);
        Assert.Equal(["one", "two", "three"], shell.OutputLines.Select(line => JsonText(line, "text")));
    }

    [Fact]
    public async Task The_whole_input_is_one_message()
    {
        var (_, shell) = await PipeAsync("one\ntwo\n", "send", alice, "--whole", "--json");
        Assert.Equal("one\ntwo", JsonText(Assert.Single(shell.OutputLines), "text"));
    }

    [Fact]
    public async Task A_direct_message_reaches_the_person_and_nobody_else()
    {
        await RunAsync("people", bob);
        Assert.Equal(0, (await RunAsync("send", alice, "--to", bob, "psst")).ExitCode);
        Assert.EndsWith(
            "psst", Assert.Single((await RunAsync("tail", bob, "--to", alice, "--no-follow")).Shell.OutputLines), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "psst", (await RunAsync("tail", "carol", "--no-follow", "-n", "1000")).Shell.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_and_rooms_are_lists_for_scripts()
    {
        Assert.Contains($"{alice}\tonline", (await RunAsync("people", alice)).Shell.OutputLines);
        Assert.Contains((await RunAsync("people", alice, "--json")).Shell.OutputLines, line => JsonText(line, "name") == alice);
        Assert.StartsWith("#lobby\t", (await RunAsync("rooms", alice)).Shell.OutputLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_is_not_there_ends_with_3()
    {
        Assert.Equal(3, (await RunAsync("send", alice, "--to", "nobody at all", "hi")).ExitCode);
        Assert.Equal(3, (await RunAsync("tail", alice, "--to", "#no such room")).ExitCode);
    }

    [Fact]
    public async Task A_taken_name_ends_with_4_and_one_line()
    {
        await RunAsync("people", alice);
        var elsewhere = Path.Combine(server.Config, Guid.NewGuid().ToString("N"));
        var (exitCode, shell) = await Shell.RunAsync(elsewhere, "", "people", server.Address, "--as", alice.ToUpperInvariant());
        Assert.Equal(4, exitCode);
        Assert.Contains("taken", Assert.Single(shell.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_is_refused_is_named_and_what_came_before_is_stored()
    {
        var (exitCode, shell) = await PipeAsync($"fine\n{new string('x', 8001)}\nnot reached", "send", alice, "--json");
        Assert.Equal(1, exitCode);
        Assert.Contains("Line 2", Assert.Single(shell.ErrorLines), StringComparison.Ordinal);
        Assert.Equal("fine", JsonText(Assert.Single(shell.OutputLines), "text"));
    }

    [Fact]
    public async Task Tail_prints_what_comes_until_Ctrl_C()
    {
        using var shell = new Shell(server.Config);
        var tailing = shell.RunAsync("tail", server.Address, "--as", bob, "-n", "100", "--json");
        await (await Task.WhenAny(tailing, UntilHereAsync(bob)));
        for (var i = 0; i < 3; i++) await RunAsync("send", alice, $"live {i} of {alice}");
        await shell.Output.WaitForAsync($"live 2 of {alice}");
        shell.Interrupt();
        Assert.Equal(130, await tailing);
    }

    [Fact]
    public async Task SIGTERM_ends_with_143()
    {
        using var shell = new Shell(server.Config);
        var tailing = shell.RunAsync("tail", server.Address, "--as", bob);
        await UntilHereAsync(bob);
        shell.Terminate();
        Assert.Equal(143, await tailing);
    }

    [Fact]
    public async Task Chat_sends_what_is_typed_shows_what_others_write_and_ends_with_the_input()
    {
        using var keyboard = new AnonymousPipeServerStream(PipeDirection.Out);
        using var typed = new AnonymousPipeClientStream(PipeDirection.In, keyboard.ClientSafePipeHandle);
        using var shell = new Shell(server.Config, stdin: typed);
        var chatting = shell.RunAsync("chat", server.Address, "--as", bob);
        await shell.Error.WaitForAsync($"You are {bob}");
        keyboard.Write("typed line\n"u8);
        await shell.Output.WaitForAsync($"{bob}: typed line");
        await RunAsync("send", alice, "an answer");
        await shell.Output.WaitForAsync($"{alice}: an answer");
        await keyboard.DisposeAsync();
        Assert.Equal(0, await chatting);
    }

    [Fact]
    public async Task The_admin_commands_answer_beside_the_running_server()
    {
        await RunAsync("people", alice);
        using var shell = new Shell(server.Config);
        Assert.Equal(0, await shell.RunAsync("user", "reset", alice, "--data", server.Data));
        Assert.Contains("/link#", shell.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_one_time_link_makes_a_terminal_one_more_device_without_a_name_given()
    {
        await RunAsync("send", alice, "from the first device");
        using var host = new Shell(server.Config);
        await host.RunAsync("user", "reset", alice, "--data", server.Data);
        var link = Assert.Single(host.OutputLines);
        var elsewhere = Path.Combine(server.Config, "elsewhere");

        var (exitCode, shell) = await Shell.RunAsync(elsewhere, "", "send", link, "--json", "from the second");

        Assert.Equal(0, exitCode);
        Assert.Contains($"\"name\":\"{alice}\"", shell.Output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, (await Shell.RunAsync(elsewhere, "", "send", server.Address, "--as", alice, "again")).ExitCode);
        Assert.Equal(4, (await Shell.RunAsync(Path.Combine(server.Config, "third"), "", "send", link, "too late")).ExitCode);
        Assert.Equal(2, (await Shell.RunAsync(elsewhere, "", "send", server.Address, "no name")).ExitCode);
    }

    /// <summary>Until somebody sees the person: then the command has joined.</summary>
    async Task UntilHereAsync(string name)
    {
        while (!(await RunAsync("people", alice)).Shell.OutputLines.Contains($"{name}\tonline")) await Task.Yield();
    }

    static string? JsonText(string line, string member)
    {
        using var json = System.Text.Json.JsonDocument.Parse(line);
        return json.RootElement.GetProperty(member).GetString();
    }
}
