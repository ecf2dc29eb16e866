using System.Collections.Concurrent;
using System.CommandLine;
using ChatBox.Client;
using ChatBox.Core.Messages;
using ChatBox.Protocol.Json;
using ChatBox.Recipients;
using ChatBox.Terminals;

namespace ChatBox.Commands;

/// <summary>
/// <c>chatbox chat</c>: what others write appears, what one types is sent. The terminal is left as it is, so nothing needs restoring.
/// </summary>
static class ChatCommand
{
    public static Command Create(Terminal terminal)
    {
        var server = new ServerFlags();
        var to = ToFlag.One("Whom to talk with. Default: the lobby.");
        var count = TailCommand.Count();
        var command = new DescribedCommand(
            "chat",
            "Talk: each line you type is sent, and messages appear as they come. Ctrl+D ends.",
            "chatbox chat 'https://192.168.1.20:5443/join#CODE.FINGERPRINT' --as alice",
            "chatbox chat http://localhost:5080 --as alice --to bob") { to, count };
        server.AddTo(command, withJson: false);
        command.SetAction(async (parsed, stop) =>
        {
            var calls = new CallNotices(terminal);
            await using var client = await server.JoinAsync(parsed, terminal, stop, calls.OnEvent);
            var recipient = await Recipient.FindAsync(client, parsed.GetValue(to), stop);
            terminal.Say($"You are {client.Me.Name} on {client.Server.Name}, in {recipient.Label}. Each line is a message. Ctrl+D ends.");
            calls.Follow(recipient);
            await TalkAsync(client, TailCommand.Start(recipient.Conversation, parsed.GetValue(count)), terminal, stop);
            return ExitCodes.Done;
        });
        return command;
    }

    static async Task TalkAsync(ChatClient client, ConversationStart start, Terminal terminal, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        // What one has typed stands on the screen already.
        var typed = new ConcurrentDictionary<string, bool>();
        var showing = ShowAsync(client, start, typed, terminal, end.Token);
        var sending = SendAsync(client, start.Conversation, typed, terminal, end.Token);
        var first = await Task.WhenAny(showing, sending);
        await end.CancelAsync();
        await first;
    }

    static async Task ShowAsync(
        ChatClient client, ConversationStart start, ConcurrentDictionary<string, bool> typed, Terminal terminal, CancellationToken stop)
    {
        await foreach (var (message, isChange) in client.FollowAsync([start], stop))
        {
            if (isChange) terminal.ShowChange(message, label: null);
            else if (!IsTypedHere(message)) terminal.Show(message, label: null);
        }

        bool IsTypedHere(MessageObject message) => message.Author.Id == client.Me.Id && typed.TryRemove(message.ClientId, out _);
    }

    static async Task SendAsync(
        ChatClient client, string conversation, ConcurrentDictionary<string, bool> typed, Terminal terminal, CancellationToken stop)
    {
        await foreach (var (_, line) in InputLines.ReadLinesAsync(terminal.Input, stop))
        {
            var id = ClientMessageId.New().Value;
            if (terminal.IsInputTyped) typed.TryAdd(id, true);
            try
            {
                await client.SendAsync(conversation, line, id, stop);
            }
            catch (Exception e) when (e is RefusedException or AnswerTimeoutException)
            {
                typed.TryRemove(id, out _);
                terminal.Say($"Not sent: {e.Message}");
            }
        }
    }
}
