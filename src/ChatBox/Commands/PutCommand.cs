using System.CommandLine;
using ChatBox.Terminals;
using ChatBox.Transfers;

namespace ChatBox.Commands;

/// <summary><c>chatbox put</c>: files to a person, a room or the lobby. It ends when the server has them whole.</summary>
static class PutCommand
{
    public static Command Create(Terminal terminal)
    {
        var server = new ServerFlags(forTransfers: true);
        var files = new Argument<string[]>("FILE")
        {
            Description = "What to send; - for the standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        var to = Recipients.ToFlag.One("Who gets it. To a person it is an offer, which can be declined. Default: the lobby.");
        var text = new Option<string?>("--text") { Description = "What to say with the first of them.", HelpName = "TEXT" };
        var name = new Option<string?>("--name") { Description = "What to call it there; for - this tells the name.", HelpName = "NAME" };
        var recursive = new Option<bool>("--recursive", "-r") { Description = "Send directories, each as a zip. No file is made for it." };
        var wait =
            new Option<bool>("--wait") { Description = "To a person: wait until it has arrived there, and tell whether it was verified." };
        var command = new DescribedCommand(
            "put",
            "Send files. An interrupted upload goes on where it stopped: run the command again.",
            "chatbox put https://192.168.1.20:5443 --as alice plan.pdf --to bob",
            "chatbox put https://192.168.1.20:5443 --as alice plan.pdf --to bob --wait",
            "chatbox put http://localhost:5080 --as alice a.jpg b.jpg --to '#robotics' --text 'The new arm'",
            "tar c src | chatbox put http://localhost:5080 --as bot - --name src.tar --to lobby",
            "chatbox put http://localhost:5080 --as alice -r slides --to '#robotics'") { files, to, text, name, recursive, wait };
        command.Validators.Add(result =>
        {
            // The tokens, not the value: that throws where there is none, and the validator is asked all the same.
            var given = result.GetResult(files)?.Tokens.Select(token => token.Value).ToList() ?? [];
            if (given.Contains("")) result.AddError("The name of a file has at least one character.");
            if (given.Count(file => file == Sending.Stdin) > 1) result.AddError("-: there is only one standard input.");
            if (result.GetResult(name) is not null && given.Count > 1) result.AddError("--name is for one file.");
        });
        server.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var sending = new Sending(terminal)
            {
                Text = parsed.GetValue(text) ?? "",
                Waits = parsed.GetValue(wait),
                IsJson = server.IsJson(parsed),
                Patience = server.Patience(parsed),
            };
            // What cannot be read is said before anything is sent.
            var sources = sending.Open(parsed.GetValue(files)!, parsed.GetValue(name), parsed.GetValue(recursive));
            await using var client = await server.JoinAsync(parsed, terminal, stop);
            return await sending.RunAsync(client, parsed.GetValue(to), sources, stop);
        });
        return command;
    }
}
