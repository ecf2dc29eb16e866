using System.CommandLine;
using System.Globalization;
using ChatBox.Core.Files;
using ChatBox.Protocol.Json;
using ChatBox.Recipients;
using ChatBox.Terminals;

namespace ChatBox.Commands;

/// <summary>
/// <c>chatbox files</c>: what can be fetched, one on a line: name, tab, size, tab, date; of a conversation also who sent it and its state.
/// </summary>
static class FilesCommand
{
    public static Command Create(Terminal terminal)
    {
        var server = new ServerFlags();
        var from = ToFlag.One("Instead, the files of a conversation, newest first.", "--from");
        var command = new DescribedCommand(
            "files",
            "List the files that the host shares: the path that 'chatbox get' takes, the size, and when it changed.",
            "chatbox files https://192.168.1.20:5443 --as alice",
            "chatbox files https://192.168.1.20:5443 --as alice --from '#robotics'",
            "chatbox files http://localhost:5080 --as bot --json | jq -r .path") { from };
        server.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            await using var client = await server.JoinAsync(parsed, terminal, stop);
            if (parsed.GetValue(from) is { } name)
            {
                var conversation = (await Recipient.FindAsync(client, name, stop)).Conversation.Id;
                await foreach (var message in client.GetAllFilesAsync(conversation, stop))
                {
                    if (server.IsJson(parsed)) terminal.Output.WriteJson(message, WireJson.Context.MessageObject);
                    else if (message.File is { } file) terminal.Output.WriteLine(Line(message, file, terminal));
                }

                return ExitCodes.Done;
            }

            foreach (var file in await client.GetShareAsync(stop))
            {
                if (server.IsJson(parsed)) terminal.Output.WriteJson(file, WireJson.Context.SharedFileObject);
                else terminal.Output.WriteLine($"{Visible.Line(file.Path)}\t{FileSize.Of(file.Size)}\t{Date(file.Modified, terminal)}");
            }

            return ExitCodes.Done;
        });
        return command;
    }

    static string Line(MessageObject message, FileObject file, Terminal terminal) =>
        $"{Visible.Line(file.Name)}\t{(file.Size is { } size ? FileSize.Of(size) : "")}\t{Date(message.Time, terminal)}"
            + $"\t{Visible.Line(message.Author.Name)}\t{Visible.Line(file.State)}";

    static string Date(DateTimeOffset time, Terminal terminal) =>
        TimeZoneInfo.ConvertTime(time, terminal.Clock.LocalTimeZone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
