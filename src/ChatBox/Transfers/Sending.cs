using ChatBox.Client;
using ChatBox.Commands;
using ChatBox.Core.Files;
using ChatBox.Protocol.Json;
using ChatBox.Recipients;
using ChatBox.Terminals;

namespace ChatBox.Transfers;

/// <summary>One run of <c>chatbox put</c>, from the names to the files that the server, or the other, has whole.</summary>
sealed class Sending(Terminal terminal)
{
    public const string Stdin = "-";
    const string StdinName = "stdin";

    public string Text { get; init; } = "";

    public bool Waits { get; init; }

    public bool IsJson { get; init; }

    public TimeSpan Patience { get; init; }

    public IReadOnlyList<UploadSource> Open(IReadOnlyList<string> files, string? name, bool takesDirectories) =>
        [.. files.Select(file => Open(file, name, takesDirectories))];

    /// <returns>The exit code: of several files that were refused, that of the first.</returns>
    public async Task<int> RunAsync(ChatClient client, string? to, IReadOnlyList<UploadSource> sources, CancellationToken stop)
    {
        var recipient = await Recipient.FindAsync(client, to, stop);
        var (exitCode, offers) = (ExitCodes.Done, new List<MessageObject>());
        var text = Text;
        foreach (var source in sources)
        {
            try
            {
                var message = await SendAsync(client, recipient, source, text, stop);
                if (message.File?.State is not (null or FileWords.There)) offers.Add(message);
            }
            catch (OfferEndedException e)
            {
                // The next file is another question.
                exitCode = Refused(e, recipient, exitCode);
            }

            text = "";
        }

        foreach (var offer in Waits ? offers : [])
        {
            try
            {
                var arrived = await client.WaitForArrivalAsync(offer, now => Tell(now, recipient), stop);
                if (arrived.File?.State == FileWords.Damaged && exitCode == ExitCodes.Done) exitCode = ExitCodes.Integrity;
            }
            catch (OfferEndedException e)
            {
                exitCode = Refused(e, recipient, exitCode);
            }
        }

        return exitCode;
    }

    UploadSource Open(string file, string? name, bool takesDirectories)
    {
        if (file == Stdin) return UploadSource.OfStream(terminal.Input, name ?? StdinName);
        if (!Directory.Exists(file)) return UploadSource.OfFile(file, name);
        return takesDirectories
            ? UploadSource.OfDirectory(file, name)
            : throw new CommandException(ExitCodes.Usage, $"{file} is a directory. Give -r to send it as a zip.");
    }

    async Task<MessageObject> SendAsync(ChatClient client, Recipient recipient, UploadSource source, string text, CancellationToken stop)
    {
        var start = terminal.Clock.GetTimestamp();
        SentFile sent;
        using (var display = new ProgressDisplay(terminal, source.Name))
        {
            var options = new SendFileOptions
            {
                Text = text,
                Uploads = ServerFlags.Uploads(terminal),
                Patience = Patience,
                Progress = display.Show,
                Sent = message =>
                {
                    if (message.File?.State == FileWords.Offered) terminal.Say($"{source.Name} is offered to {recipient.Label}.");
                },
            };
            sent = await client.SendFileAsync(recipient.Conversation, source, options, stop);
        }

        var seconds = Math.Round(terminal.Clock.GetElapsedTime(start).TotalSeconds, 3);
        var (message, file) = (sent.Message, sent.Message.File!);
        if (IsJson)
        {
            var report = new PutReport(
                "http", sent.Bytes, sent.Sha256, seconds, sent.ResumedAt, file.Name, file.Id, message.Conversation, message.Number,
                file.State);
            terminal.Output.WriteJson(report, ReportContext.Default.PutReport);
        }
        else
        {
            var resumed = sent.ResumedAt > 0 ? $" ({FileSize.Of(sent.ResumedAt)} of it were there already)" : "";
            terminal.Say($"{file.Name} is on the server: {FileSize.Of(sent.Bytes)}{resumed}, SHA-256 {sent.Sha256}.");
        }

        return message;
    }

    void Tell(MessageObject message, Recipient recipient)
    {
        switch (message.File)
        {
            case { State: FileWords.Accepted } file:
                terminal.Say($"{recipient.Label} has accepted {file.Name}.");
                break;
            case { State: FileWords.Verified } file:
                terminal.Say($"{file.Name} has arrived and is verified.");
                break;
            case { State: FileWords.Arrived } file:
                terminal.Say($"{file.Name} has arrived. It was not checked there.");
                break;
            case { State: FileWords.Damaged } file:
                terminal.Say($"{file.Name} arrived damaged.");
                break;
        }
    }

    int Refused(OfferEndedException e, Recipient recipient, int exitCode)
    {
        terminal.Say(e.State == FileWords.Declined ? $"{e.Message} ({recipient.Label})" : e.Message);
        return exitCode == ExitCodes.Done ? ExitCodes.Of(e) : exitCode;
    }
}
