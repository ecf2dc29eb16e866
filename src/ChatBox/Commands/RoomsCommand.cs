using System.CommandLine;
using System.Globalization;
using ChatBox.Client;
using ChatBox.Protocol.Json;
using ChatBox.Terminals;

namespace ChatBox.Commands;

/// <summary><c>chatbox rooms</c>: the conversations one is in, one on a line: what --to takes, members, unread.</summary>
static class RoomsCommand
{
    public static Command Create(Terminal terminal)
    {
        var server = new ServerFlags();
        var find = new Option<string?>("--find") { Description = "Instead, public rooms whose name holds the words.", HelpName = "WORDS" };
        var command = new DescribedCommand(
            "rooms",
            "List the conversations you are in: the name that --to takes, how many members, how many unread messages.",
            "chatbox rooms https://192.168.1.20:5443 --as alice",
            "chatbox rooms https://192.168.1.20:5443 --as alice --find robo") { find };
        server.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            await using var client = await server.JoinAsync(parsed, terminal, stop);
            var words = parsed.GetValue(find);
            var conversations = words is null ? await client.GetConversationsAsync(stop) : (await client.FindAsync(words, stop)).Rooms;
            foreach (var conversation in conversations)
            {
                if (server.IsJson(parsed)) terminal.Output.WriteJson(conversation, WireJson.Context.ConversationObject);
                else terminal.Output.WriteLine(Line(conversation));
            }

            return ExitCodes.Done;
        });
        return command;
    }

    static string Line(ConversationObject conversation)
    {
        var name = conversation switch
        {
            { Id: ChatClient.Lobby } => "#lobby",
            { Kind: "direct" } => Visible.Line(conversation.Name),
            _ => "#" + Visible.Line(conversation.Name),
        };
        var unread = Math.Max(0, (conversation.Last ?? 0) - (conversation.Read ?? 0));
        return string.Create(CultureInfo.InvariantCulture, $"{name}\t{conversation.Members} members\t{unread} unread");
    }
}
