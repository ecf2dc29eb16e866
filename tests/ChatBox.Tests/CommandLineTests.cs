namespace ChatBox.Tests;

/// <summary>The arguments: nothing here reaches a server, for what is wrong is said before.</summary>
public sealed class CommandLineTests
{
    const string Server = "http://localhost:1";

    static async Task<(int ExitCode, string Output, string[] Errors)> RunAsync(params string[] args)
    {
        using var shell = new Shell("/nonexistent");
        var exitCode = await shell.RunAsync(args);
        return (exitCode, shell.Output.ToString(), shell.ErrorLines);
    }

    public static TheoryData<string[]> Wrong =>
    [
        new[] { "--bogus" },
        new[] { "bogus" },
        new[] { "serve", "--bogus" },
        new[] { "serve", "more" },
        new[] { "serve", "--LOCAL" },
        new[] { "serve", "--http-port" },
        new[] { "serve", "--http-port", "abc" },
        new[] { "serve", "--http-port", "-1" },
        new[] { "serve", "--http-port", "65536" },
        new[] { "serve", "--http-port", "1", "--http-port", "2" },
        new[] { "--https-port", "65536" },
        new[] { "serve", "--text-port", "1.5" },
        new[] { "serve", "--rdt-port", "" },
        new[] { "serve", "--listen", "5080" },
        new[] { "serve", "--listen", "localhost" },
        new[] { "serve", "--text-listen", "999.1.1.1" },
        new[] { "serve", "--local", "--listen", "127.0.0.1" },
        new[] { "serve", "--http-port", "7", "--https-port", "7" },
        new[] { "serve", "--turn", "nonsense" },
        new[] { "serve", "--share", "/nonexistent/share" },
        new[] { "serve", "--certificate", "/nonexistent/file" },
        new[] { "--local", "people", Server, "--as", "alice" },
        new[] { "people" },
        new[] { "people", Server },
        new[] { "people", "--as", "alice" },
        new[] { "people", "ftp://host", "--as", "alice" },
        new[] { "people", "https://host/join#short", "--as", "alice" },
        new[] { "people", Server, "--as", "" },
        new[] { "people", Server, "--as", "con" },
        new[] { "people", Server, "--as", new string('x', 33) },
        new[] { "people", Server, "--as", "alice", "--as", "bob" },
        new[] { "people", Server, "--as", "alice", "more" },
        new[] { "people", Server, "--as", "alice", "--timeout", "0" },
        new[] { "people", Server, "--as", "alice", "--timeout", "86401" },
        new[] { "people", Server, "--as", "alice", "--timeout", "soon" },
        new[] { "people", "https://host", "--as", "alice", "--fingerprint", "short" },
        new[] { "people", Server, "--as", "alice", "--fingerprint", new string('A', 43) },
        new[] { "rooms", Server },
        new[] { "rooms", Server, "--as", "alice", "--find" },
        new[] { "send", Server, "hello" },
        new[] { "send", Server, "--as", "alice", "--bogus" },
        new[] { "send", Server, "--as", "alice", "-x" },
        new[] { "send", Server, "--as", "alice", "hello", "world" },
        new[] { "send", Server, "--as", "alice", "--to", "" },
        new[] { "send", Server, "--as", "alice", "--to", "#" },
        new[] { "send", Server, "--as", "alice", "--to", "bob", "--to", "carol", "hello" },
        new[] { "send", Server, "--as", "alice", "--whole", "hello" },
        new[] { "send", Server, "--as", "alice", "--token", "secret", "hello" },
        new[] { "tail", Server },
        new[] { "tail", Server, "--as", "alice", "-n", "-1" },
        new[] { "tail", Server, "--as", "alice", "-n", "many" },
        new[] { "tail", Server, "--as", "alice", "--to" },
        new[] { "tail", Server, "--as", "alice", "--follow", "--no-follow" },
        new[] { "chat", Server },
        new[] { "chat", Server, "--as", "alice", "--json" },
        new[] { "files", Server },
        new[] { "files", Server, "--as", "alice", "more" },
        new[] { "files", Server, "--as", "alice", "--from", "#" },
        new[] { "get", Server, "--as", "alice" },
        new[] { "get", Server, "", "--as", "alice" },
        new[] { "get", Server, "a", "b", "--as", "alice" },
        new[] { "get", Server, "a", "--as", "alice", "-o" },
        new[] { "get", Server, "a", "--as", "alice", "-o", "" },
        new[] { "get", Server, "a", "--as", "alice", "--via", "pigeon" },
        new[] { "get", Server, "a", "--as", "alice", "-o", "-", "--json" },
        new[] { "get", Server, "a", "--as", "alice", "-r", "--confirm-half" },
        new[] { "get", Server, "a", "--as", "alice", "-r", "--from", "bob" },
        new[] { "get", Server, "a", "--as", "alice", "--confirm" },
        new[] { "get", Server, "a", "--as", "alice", "--via", "rdt", "-r" },
        new[] { "get", Server, "a", "--as", "alice", "--via", "rdt", "-o", "-" },
        new[] { "get", "text://host:0", "a" },
        new[] { "get", "text://host/x", "a" },
        new[] { "get", "text://host", "a", "--via", "http" },
        new[] { "get", "text://host", "a", "-r" },
        new[] { "get", "text://host", "a", "--from", "bob" },
        new[] { "get", "text://host", "a", "-o", "-" },
        new[] { "put", "text://host", "a", "--to", "lobby", "--as", "alice" },
        new[] { "put", Server, "--as", "alice" },
        new[] { "put", Server, "", "--as", "alice" },
        new[] { "put", Server, "-", "-", "--as", "alice" },
        new[] { "put", Server, "a", "b", "--name", "c", "--as", "alice" },
        new[] { "put", Server, "a", "--as", "alice", "--to", "" },
        new[] { "put", Server, "/", "--as", "alice" },
        new[] { "user" },
        new[] { "user", "reset" },
        new[] { "user", "bogus" },
        new[] { "invite", "--old" },
        new[] { "version", "more" },
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_command_line_is_said_on_stderr_and_ends_with_2(string[] args)
    {
        var (exitCode, output, errors) = await RunAsync(args);
        Assert.Equal(ExitCodes.Usage, exitCode);
        Assert.Empty(output);
        Assert.NotEmpty(errors);
        Assert.All(errors, line => Assert.StartsWith("chatbox: ", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--bogus", "--bogus")]
    [InlineData("serve --http-port abc", "--http-port abc: a port is a number from 0 to 65535")]
    [InlineData("serve --bogus 5", "--bogus, 5: there is no such")]
    [InlineData("send http://localhost:1 --as alice --bogus", "--bogus")]
    [InlineData("send http://localhost:1 --as alice hello to you", "to, you: there is no such")]
    [InlineData("people http://localhost:1 --as con", "--as: ")]
    public async Task One_mistake_is_one_line_that_names_it(string line, string expected)
    {
        var (_, _, errors) = await RunAsync(line.Split(' '));
        Assert.Contains(expected, Assert.Single(errors), StringComparison.Ordinal);
    }

    public static TheoryData<string[]> Right =>
    [
        new[] { "people", Server, "--as", "alice" },
        new[] { "people", Server, "--as=alice", "--json", "--timeout", "0.5" },
        new[] { "rooms", Server, "--as", "alice", "--find", "robo" },
        new[] { "send", Server, "--as", "alice", "hello" },
        new[] { "send", Server, "--as", "alice", "-" },
        new[] { "send", Server, "--as", "alice", "--", "--bogus" },
        new[] { "send", Server, "--as", "alice", "@file" },
        new[] { "send", Server, "--as", "alice", "--to", "#robotics", "--whole" },
        new[] { "tail", Server, "--as", "alice", "--to", "bob", "--to", "#robotics", "-n", "0", "-f" },
        new[] { "tail", Server, "--as", "alice", "--no-follow" },
        new[] { "chat", Server, "--as", "alice", "--to", "bob" },
        new[] { "files", Server, "--as", "alice", "--from", "lobby", "--json" },
        new[] { "get", Server, "sub/a.txt", "--as", "alice", "-o", "b.txt", "--via", "http", "--confirm-half", "--force" },
        new[] { "get", Server, "a.txt", "--as", "alice", "--from", "#room", "--via=auto", "--json" },
        new[] { "get", Server, "a.txt", "--as", "alice", "--via", "rdt", "--confirm-half", "--json" },
        new[] { "get", "text://host", "a.txt" },
        new[] { "get", "text://[::1]:50000", "a.txt", "--as", "alice", "--via", "rdt", "-o", "b.txt", "--json" },
        new[] { "get", Server, "sub", "--as", "alice", "-r", "-o", "-" },
        new[] { "put", Server, "-", "--as", "alice", "--name", "a.txt", "--to", "lobby", "--text", "look", "--wait" },
    ];

    [Theory]
    [MemberData(nameof(Right))]
    public async Task A_right_command_line_gets_as_far_as_the_network(string[] args)
    {
        var (exitCode, _, errors) = await RunAsync(args);
        Assert.Equal(ExitCodes.Network, exitCode);
        Assert.Contains("cannot be reached", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("serve --help")]
    [InlineData("people --help")]
    [InlineData("rooms --help")]
    [InlineData("send --help")]
    [InlineData("tail --help")]
    [InlineData("chat --help")]
    [InlineData("files --help")]
    [InlineData("get --help")]
    [InlineData("put --help")]
    [InlineData("invite --help")]
    [InlineData("user --help")]
    [InlineData("user reset --help")]
    public async Task Help_has_examples_and_goes_to_stdout(string line)
    {
        var (exitCode, output, errors) = await RunAsync(line.Split(' '));
        Assert.Equal(ExitCodes.Done, exitCode);
        Assert.Contains("Examples:\n  ", output, StringComparison.Ordinal);
        Assert.Empty(errors);
    }

    [Fact]
    public async Task What_cannot_be_read_is_said_before_a_server_is_asked()
    {
        var (exitCode, _, errors) = await RunAsync("put", Server, "/nonexistent/file", "--as", "alice");
        Assert.Equal(ExitCodes.NotFound, exitCode);
        Assert.Contains("/nonexistent/file", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version")]
    [InlineData("--version")]
    public async Task The_version_is_one_line(string argument)
    {
        var (exitCode, output, _) = await RunAsync(argument);
        Assert.Equal(ExitCodes.Done, exitCode);
        Assert.Matches(@"^chatbox \d+\.\d+\.\d+\n$", output);
    }

    [Fact]
    public async Task Admin_commands_name_a_data_directory_that_is_not_there()
    {
        Assert.Equal(Server_DataCode, (await RunAsync("invite", "--data", "/nonexistent")).ExitCode);
        Assert.Equal(Server_DataCode, (await RunAsync("user", "reset", "alice", "--data", "/nonexistent")).ExitCode);
    }

    const int Server_DataCode = ChatBox.Server.Admin.ExitCodes.Data;
}
