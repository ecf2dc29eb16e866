using System.CommandLine;
using System.Globalization;
using System.Threading.Channels;
using ChatBox.Client;
using ChatBox.Protocol.Json;
using ChatBox.Recipients;
using ChatBox.Terminals;

namespace ChatBox.Commands;

/// <summary>
/// <c>chatbox send</c>: one message from the command line, or each line of what is piped in. It ends when all are stored.
/// </summary>
static class SendCommand
{
    const string Stdin = "-";

    // So many are under way at once: a long file is not sent one round trip a line.
    const int UnderWay = 32;

    public static Command Create(Terminal terminal)
    {
        var server = new ServerFlags();
        var text = new Argument<string?>("TEXT")
        {
            Description = "The message. Without it, or as -, each line of the standard input is one.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var to = ToFlag.One("Who gets it. Default: the lobby.");
        var whole = new Option<bool>("--whole") { Description = "The standard input is one message, with its line breaks." };
        var command = new DescribedCommand(
            "send",
            "Send messages. With --json what was stored is printed.",
            "chatbox send http://localhost:5080 --as alice 'Good morning.'",
            "chatbox send http://localhost:5080 --as alice --to bob 'Lunch?'",
            "make 2>&1 | tail -20 | chatbox send http://localhost:5080 --as bot --to '#builds' --whole",
            "chatbox send http://localhost:5080 --as alice -- '- a text that begins with a dash'") { text, to, whole };
        server.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var given = parsed.GetValue(text) is Stdin ? null : parsed.GetValue(text);
            if (given is not null && parsed.GetValue(whole))
                throw new CommandException(ExitCodes.Usage, "--whole is for a text that comes by the standard input.");

            await using var client = await server.JoinAsync(parsed, terminal, stop);
            var target = (await Recipient.FindAsync(client, parsed.GetValue(to), stop)).Conversation.Id;
            Action<MessageObject> report = server.IsJson(parsed)
                ? message => terminal.Output.WriteJson(message, WireJson.Context.MessageObject)
                : _ => { };

            if (given is null && parsed.GetValue(whole)) given = await InputLines.ReadWholeAsync(terminal.Input, stop);
            if (given is not null) report(await client.SendAsync(target, given, cancellationToken: stop));
            else await SendLinesAsync(client, target, terminal, report, stop);
            return ExitCodes.Done;
        });
        return command;
    }

    static async Task SendLinesAsync(
        ChatClient client, string target, Terminal terminal, Action<MessageObject> report, CancellationToken stop)
    {
        if (terminal.IsInputTyped) terminal.Say("Each line is a message. Ctrl+D ends.");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var sending = Channel.CreateBounded<(int Line, Task<MessageObject> Stored)>(UnderWay);
        var reading = ReadLinesAsync(client, target, terminal.Input, sending.Writer, end.Token);
        try
        {
            await foreach (var (line, stored) in sending.Reader.ReadAllAsync(end.Token))
            {
                try
                {
                    report(await stored);
                }
                catch (ChatException e)
                {
                    var where = string.Create(
                        CultureInfo.InvariantCulture, $"Line {line}, and those after it, were not sent for certain: ");
                    throw new CommandException(ExitCodes.Of(e), where + e.Message, e);
                }
            }
        }
        finally
        {
            await end.CancelAsync();
        }

        await reading;
    }

    static async Task ReadLinesAsync(
        ChatClient client, string target, Stream input, ChannelWriter<(int, Task<MessageObject>)> sending,
        CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var (number, line) in InputLines.ReadLinesAsync(input, cancellationToken))
            {
                await sending.WaitToWriteAsync(cancellationToken);
                await sending.WriteAsync((number, client.SendAsync(target, line, cancellationToken: cancellationToken)), cancellationToken);
            }

            sending.Complete();
        }
        catch (Exception e)
        {
            sending.TryComplete(e);
        }
    }
}
