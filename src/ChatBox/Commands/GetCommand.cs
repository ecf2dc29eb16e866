using System.CommandLine;
using System.CommandLine.Parsing;
using ChatBox.Client;
using ChatBox.Terminals;
using ChatBox.Transfers;

namespace ChatBox.Commands;

/// <summary><c>chatbox get</c>: a file of the host's share, or of a conversation, to the disk or to the next program.</summary>
static class GetCommand
{
    const string Stdout = "-";
    static readonly string[] Ways = ["auto", "rdt", "http"];

    public static Command Create(Terminal terminal)
    {
        var server = new ServerFlags(forTransfers: true, takesTextDoor: true);
        var name = new Argument<string>("NAME") { Description = "What 'chatbox files' lists." };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Where to save it: a file, a directory, or - for the standard output. Default: here, under its own name.",
            HelpName = "SAVEAS",
        };
        var from = Recipients.ToFlag.One("Not of the share: the newest file of that name in this conversation. An offer is accepted.", "--from");
        var via = new Option<string>("--via")
        {
            Description = "How: rdt (over UDP, the fastest over a bad line), http, or auto: rdt, and http where UDP is blocked.",
            HelpName = "WAY",
            DefaultValueFactory = _ => "auto",
        };
        var half = new Option<bool>("--confirm-half") { Description = "Pause at 50 % and ask whether to proceed." };
        var recursive =
            new Option<bool>("--recursive", "-r") { Description = "NAME is a directory of the share (. for all): fetch it as a zip." };
        var force = new Option<bool>("--force") { Description = "Replace a file that is there already." };
        var command = new DescribedCommand(
            "get",
            "Fetch a file. It is checked by its SHA-256, and an interrupted download goes on where it stopped: run the command again.",
            "chatbox get https://192.168.1.20:5443 --as alice slides/week-3.pdf",
            "chatbox get https://192.168.1.20:5443 --as alice film.mkv -o /media/film.mkv --confirm-half",
            "chatbox get https://192.168.1.20:5443 --as alice film.mkv --via rdt",
            "chatbox get text://192.168.1.20:50000 notes.txt",
            "chatbox get https://192.168.1.20:5443 --as alice plan.pdf --from bob",
            "chatbox get http://localhost:5080 --as bot backup.tar -o - | tar x",
            "chatbox get http://localhost:5080 --as alice slides -r -o slides.zip") { name, output, from, via, half, recursive, force };
        command.Validators.Add(result =>
        {
            if (Given(result.GetResult(via)) is { } way && !Ways.Contains(way)) result.AddError($"--via {way}: give auto, rdt or http.");
            if (Given(result.GetResult(name)) is "" || Given(result.GetResult(output)) is "") result.AddError("A name has at least one character.");
            if (server.TextDoor(result) is not null)
            {
                if (Given(result.GetResult(via)) is "http") result.AddError("--via http: the text door has RDT only. Leave it out.");
                if (result.GetResult(from) is not null || result.GetValue(recursive)) result.AddError("--from and -r: the text door knows single files of the share only.");
                if (Given(result.GetResult(output)) is Stdout) result.AddError("-o -: RDT writes to a file. Give a name.");
            }

            if (Given(result.GetResult(via)) is "rdt")
            {
                if (result.GetValue(recursive)) result.AddError("--via rdt: a zip comes over http. Leave out one of -r and --via.");
                if (Given(result.GetResult(output)) is Stdout) result.AddError("--via rdt: what goes to the standard output comes over http. Leave out one of them.");
            }

            if (!result.GetValue(recursive)) return;
            if (result.GetValue(half))
                result.AddError("--confirm-half: how much half of a zip is, is not known before. Leave out one of -r and --confirm-half.");
            if (result.GetResult(from) is not null) result.AddError("-r is for directories of the share. Leave out one of -r and --from.");
        });
        server.AddTo(command);
        command.Validators.Add(result =>
        {
            if (Given(result.GetResult(output)) is Stdout && server.IsJson(result))
                result.AddError("--json: the standard output takes the file already. Leave it out.");
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
                Way = WayOf(parsed.GetValue(via)),
            };
            if (server.TextDoor(parsed) is { } textDoor)
            {
                await fetching.RunAsync(textDoor, server.NameOf(parsed), stop);
                return ExitCodes.Done;
            }

            await using var client = await server.JoinAsync(parsed, terminal, stop, fetching.OnEvent);
            await fetching.RunAsync(client, stop);
            return ExitCodes.Done;
        });
        return command;
    }

    static DownloadWay WayOf(string? word) => word switch
    {
        "http" => DownloadWay.Http,
        "rdt" => DownloadWay.Rdt,
        _ => DownloadWay.Auto,
    };

    // A validator is asked also where the value is missing, and the value itself then throws.
    static string? Given(SymbolResult? result) => result?.Tokens is [{ } token, ..] ? token.Value : null;
}
