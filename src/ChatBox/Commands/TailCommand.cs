using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using ChatBox.Client;
using ChatBox.Protocol.Json;
using ChatBox.Recipients;
using ChatBox.Terminals;

namespace ChatBox.Commands;

/// <summary>
/// <c>chatbox tail</c>: messages as they come, each once and in order, however often the server or the network goes away.
/// </summary>
static class TailCommand
{
    const int DefaultCount = 10;

    public static Command Create(Terminal terminal)
    {
        var server = new ServerFlags();
        var to = ToFlag.Several("Whose messages; may be given several times. Default: the lobby.");
        var count = Count();
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with what comes. The default." };
        var noFollow = new Option<bool>("--no-follow") { Description = "End after what is there." };
        var command = new DescribedCommand(
            "tail",
            "Print messages as they come, and what changes in them: deleted, or the state of a file. With --json a changed message comes again, with 'change'.",
            "chatbox tail http://localhost:5080 --as alice",
            "chatbox tail http://localhost:5080 --as alice --to bob --to '#robotics' -n 50",
            "chatbox tail http://localhost:5080 --as bot --json | jq -r .text") { to, count, follow, noFollow };
        command.Validators.Add(result =>
        {
            if (result.GetValue(follow) && result.GetValue(noFollow))
                result.AddError("--follow and --no-follow exclude each other: leave one out.");
        });
        server.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var calls = new CallNotices(terminal);
            await using var client = await server.JoinAsync(parsed, terminal, stop, calls.OnEvent);
            var recipients = new Dictionary<string, Recipient>();
            foreach (var name in parsed.GetValue(to) is { Length: > 0 } names ? names : new string?[] { null })
            {
                var recipient = await Recipient.FindAsync(client, name, stop);
                recipients.TryAdd(recipient.Conversation.Id, recipient);
                calls.Follow(recipient);
            }

            void Show(MessageObject message, bool isChange)
            {
                var label = recipients.Count > 1 ? recipients[message.Conversation].Label : null;
                if (server.IsJson(parsed)) terminal.Output.WriteJson(message, WireJson.Context.MessageObject);
                else if (isChange) terminal.ShowChange(message, label);
                else terminal.Show(message, label);
            }

            var starts = recipients.Values.Select(recipient => Start(recipient.Conversation, parsed.GetValue(count))).ToList();
            if (parsed.GetValue(noFollow))
            {
                foreach (var start in starts)
                {
                    await foreach (var message in client.ReadAsync(start.Conversation, start.Messages, stop)) Show(message, isChange: false);
                }

                return ExitCodes.Done;
            }

            await foreach (var news in client.FollowAsync(starts, stop)) Show(news.Message, news.IsChange);
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>So many messages before the last one, and what changes from now on.</summary>
    public static ConversationStart Start(ConversationObject conversation, long count) =>
        new(conversation.Id, Math.Max(0, (conversation.Last ?? 0) - count), conversation.Changes ?? 0);

    public static Option<long> Count()
    {
        return new Option<long>("--lines", "-n")
        {
            Description = "How many of the messages that are there already.",
            HelpName = "N",
            DefaultValueFactory = _ => DefaultCount,
            CustomParser = Read,
        };

        static long Read(ArgumentResult result)
        {
            var text = result.Tokens[0].Value;
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return count;
            result.AddError($"-n {text}: give a number, 0 or more.");
            return 0;
        }
    }
}
