using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using ChatBox.Client;
using ChatBox.Core.People;
using ChatBox.Protocol.Json;
using ChatBox.Terminals;

namespace ChatBox.Commands;

/// <summary>What every command that joins a server takes: which one, as whom, and how long to wait.</summary>
sealed class ServerFlags
{
    // A day; beyond it a slip is likelier than a wish.
    const double MaxTimeout = 86_400;

    readonly Argument<ServerAddress?> server = new("SERVER")
    {
        Description = "The invite link, a one-time link from Settings, or an address such as https://192.168.1.20:5443.",
    };

    readonly Option<string?> name = new("--as")
    {
        Description = "Your name. A one-time link knows it.",
        HelpName = "NAME",
        CustomParser = ReadName,
    };

    readonly Option<bool> json = new("--json") { Description = "Print JSON, one object on each line." };

    readonly Option<TimeSpan?> timeout;

    readonly Option<string?> fingerprint = new("--fingerprint")
    {
        Description = "What stands after the last dot of the invite link. Default: the link's, or the one known from before.",
        HelpName = "TEXT",
        CustomParser = ReadFingerprint,
    };

    readonly Option<string?> code = new("--code")
    {
        Description = "The invite code. Default: the link's, or $CHATBOX_CODE, which no list of processes shows.",
        HelpName = "CODE",
    };

    readonly bool takesTextDoor;

    /// <param name="forTransfers">Whether the command moves files: then nothing coming through is what there is to wait for.</param>
    /// <param name="takesTextDoor">Whether the server may be one's text door; then <c>TextDoor</c> says so.</param>
    public ServerFlags(bool forTransfers = false, bool takesTextDoor = false)
    {
        this.takesTextDoor = takesTextDoor;
        server.CustomParser = ReadAddress;
        timeout = new Option<TimeSpan?>("--timeout")
        {
            Description = forTransfers
                ? "How long to go on trying while nothing comes through. Default: 300."
                : "How long to wait for an answer, reconnecting included. Default: 30.",
            HelpName = "SECONDS",
            CustomParser = ReadTimeout,
        };
    }

    public void AddTo(Command command, bool withJson = true)
    {
        command.Arguments.Insert(0, server);
        command.Add(name);
        if (withJson) command.Add(json);
        command.Add(timeout);
        command.Add(fingerprint);
        command.Add(code);
        command.Validators.Add(result =>
        {
            // Read anew: the value of an argument that is wrong would throw here, and what is wrong with it is said already.
            var address = ServerAddress.TryParse(TextOf(result.GetResult(server)), out var read, out _) ? read : null;
            if (result.GetResult(name) is null && address is { Secret: null })
                result.AddError("--as: give your name, as in --as alice.");
            if (result.GetResult(fingerprint) is not null && address is { IsPlain: true })
                result.AddError("--fingerprint: an address that begins with http:// has no certificate; begin it with https://.");
        });
    }

    public bool IsJson(ParseResult parsed) => parsed.GetValue(json);

    public bool IsJson(CommandResult result) => result.GetValue(json);

    /// <summary>How long a transfer goes on trying while nothing comes through.</summary>
    public TimeSpan Patience(ParseResult parsed) => parsed.GetValue(timeout) ?? new TransferOptions().Patience;

    /// <summary>What is on its way up, beside the tokens.</summary>
    public static UploadStore Uploads(Terminal terminal) => new(TokenDirectory(terminal), terminal.Say, terminal.Clock);

    public Task<ChatClient> JoinAsync(ParseResult parsed, Terminal terminal, CancellationToken stop, Action<ServerFrame>? onEvent = null) =>
        ChatClient.JoinAsync(Read(parsed, terminal) with { OnEvent = onEvent }, stop);

    public ChatClientOptions Read(ParseResult parsed, Terminal terminal)
    {
        var address = parsed.GetValue(server)!;
        var fingerprint = parsed.GetValue(this.fingerprint);
        if (fingerprint is not null) address = address.WithPin(fingerprint);
        return new ChatClientOptions
        {
            Address = address.WithCode(parsed.GetValue(code) ?? address.Code ?? terminal.Variable("CHATBOX_CODE")),
            Name = parsed.GetValue(name) ?? "",
            Tokens = new TokenStore(TokenDirectory(terminal), terminal.Say),
            ReplacesPin = fingerprint is not null,
            RequestTimeout = parsed.GetValue(timeout) ?? TimeSpan.FromSeconds(30),
            Notice = terminal.Say,
            TimeProvider = terminal.Clock,
        };
    }

    // Tests give a terminal with an environment of its own.
    static string? TokenDirectory(Terminal terminal) =>
        terminal.Variable("XDG_CONFIG_HOME") is { } config && Path.IsPathFullyQualified(config) && !OperatingSystem.IsWindows()
            ? Path.Combine(config, "chatbox")
            : null;

    /// <summary>The text door that was given as the server; null where it was none.</summary>
    public TextDoorAddress? TextDoor(ParseResult parsed) => TextDoorOf(TextOf(parsed.GetResult(server)));

    /// <summary>As the other, for a validator.</summary>
    public TextDoorAddress? TextDoor(CommandResult result) => TextDoorOf(TextOf(result.GetResult(server)));

    /// <summary>The name that was given; null where none was.</summary>
    public string? NameOf(ParseResult parsed) => parsed.GetValue(name);

    static string? TextOf(ArgumentResult? result) => result?.Tokens is [var token, ..] ? token.Value : null;

    TextDoorAddress? TextDoorOf(string? text) => takesTextDoor && TextDoorAddress.TryParse(text, out var address, out _) ? address : null;

    ServerAddress? ReadAddress(ArgumentResult result)
    {
        if (takesTextDoor && TextDoorAddress.IsMeant(result.Tokens[0].Value))
        {
            if (!TextDoorAddress.TryParse(result.Tokens[0].Value, out _, out var wrong)) result.AddError(wrong);
            // Not looked at; without a value the parser would throw.
            return ServerAddress.Parse("http://localhost");
        }

        if (!ServerAddress.TryParse(result.Tokens[0].Value, out var address, out var problem)) result.AddError(problem);
        return address;
    }

    static string? ReadName(ArgumentResult result)
    {
        if (PersonName.TryParse(result.Tokens[0].Value, out var name, out var refusal)) return name.Text;
        result.AddError($"--as: {refusal.Message}");
        return null;
    }

    static TimeSpan? ReadTimeout(ArgumentResult result)
    {
        if (double.TryParse(result.Tokens[0].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && seconds is > 0 and <= MaxTimeout)
            return TimeSpan.FromSeconds(seconds);
        result.AddError($"--timeout {result.Tokens[0].Value}: give seconds, more than 0 and at most {MaxTimeout:0}.");
        return null;
    }

    static string? ReadFingerprint(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (ServerAddress.IsPin(text)) return text;
        result.AddError("--fingerprint: it has 43 letters, digits, - and _. It stands after the last dot of the invite link.");
        return null;
    }
}
