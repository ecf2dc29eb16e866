using System.CommandLine;
using System.CommandLine.Parsing;
using ChatBox.Terminals;
using ChatBox.Transfers;

namespace ChatBox.Commands;

/// <summary><c>chatbox get</c>: a file of the host's share, or of a conversation, to the disk or to the next program.</summary>
static class GetCommand
{
    const string Stdout = "-";
    static readonly string[] Ways = ["auto", "http"];

    public static Command Create(Terminal terminal)
    {
        var server = new ServerFlags(forTransfers: true);
        var name = new Argument<string>("NAME") { Description = "What 'chatbox files' lists." };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Where to save it: a file, a directory, or - for the standard output. Default: here, under its own name.",
            HelpName = "SAVEAS",
        };
        var from = Recipients.ToFlag.One("Not of the share: the newest file of that name in this conversation. An offer is accepted.", "--from");
        var via = new Option<string>("--via") { Description = "How: auto or http.", HelpName = "WAY", DefaultValueFactory = _ => "auto" };
        var half = new Option<bool>("--confirm-half") { Description = "Pause at 50 % and ask whether to proceed." };
        var recursive = new Option<bool>("--recursive", "-r") { Description = "NAME is a directory of the share (. for all): fetch it as a zip." };
        var force = new Option<bool>("--force") { Description = "Replace a file that is there already." };
        var command = new DescribedCommand(
            "get",
            "Fetch a file. It is checked by its SHA-256, and an interrupted download goes on where it stopped: run the command again.",
            "chatbox get https://192.168.1.20:5443 --as alice slides/week-3.pdf",
            "chatbox get https://192.168.1.20:5443 --as alice film.mkv -o /media/film.mkv --confirm-half",
            "chatbox get https://192.168.1.20:5443 --as alice plan.pdf --from bob",
            "chatbox get http://localhost:5080 --as bot backup.tar -o - | tar x",
            "chatbox get http://localhost:5080 --as alice slides -r -o slides.zip") { name, output, from, via, half, recursive, force };
        command.Validators.Add(result =>
        {
            if (Given(result.GetResult(via)) is { } way && !Ways.Contains(way)) result.AddError($"--via {way}: give auto or http.");
            if (Given(result.GetResult(name)) is "" || Given(result.GetResult(output)) is "") result.AddError("A name has at least one character.");
            if (!result.GetValue(recursive)) return;
            if (result.GetValue(half)) result.AddError("--confirm-half: how much half of a zip is, is not known before. Leave out one of -r and --confirm-half.");
            if (result.GetResult(from) is not null) result.AddError("-r is for directories of the share. Leave out one of -r and --from.");
        });
        server.AddTo(command);
        command.Validators.Add(result =>
        {
            if (Given(result.GetResult(output)) is Stdout && server.IsJson(result)) result.AddError("--json: the standard output takes the file already. Leave it out.");
        });
        command.SetAction(async (parsed, stop) =>
        {
            var fetching = new Fetching(terminal)
            {
                Name = parsed.GetValue(name)!,
                From = parsed.GetValue(from),
                Output = parsed.GetValue(output),
                IsDirectory = parsed.GetValue(recursive),
                AsksAtHalf = parsed.GetValue(half),
                Overwrites = parsed.GetValue(force),
                IsJson = server.IsJson(parsed),
                Patience = server.Patience(parsed),
            };
            await using var client = await server.JoinAsync(parsed, terminal, stop, fetching.OnEvent);
            await fetching.RunAsync(client, stop);
            return ExitCodes.Done;
        });
        return command;
    }

    // A validator is asked also where the value is missing, and the value itself then throws.
    static string? Given(SymbolResult? result) => result?.Tokens is [{ } token, ..] ? token.Value : null;
}
