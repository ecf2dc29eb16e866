using System.Globalization;
using System.Security.Cryptography;
using ChatBox.Client;
using ChatBox.Core.Files;
using ChatBox.Protocol.Json;
using ChatBox.Recipients;
using ChatBox.Terminals;

namespace ChatBox.Transfers;

/// <summary>One run of <c>chatbox get</c>, from the name to the checked file.</summary>
sealed class Fetching(Terminal terminal)
{
    const string Stdout = "-";

    ProgressDisplay? upload;
    MessageObject? awaited;

    public required string Name { get; init; }

    /// <summary>The conversation; null for the host's share.</summary>
    public string? From { get; init; }

    public string? Output { get; init; }

    public bool IsDirectory { get; init; }

    public bool AsksAtHalf { get; init; }

    public bool Overwrites { get; init; }

    public bool IsJson { get; init; }

    public TimeSpan Patience { get; init; }

    public DownloadWay Way { get; init; } = DownloadWay.Auto;

    /// <summary>Shows how an offer goes up that is waited for.</summary>
    public void OnEvent(ServerFrame frame)
    {
        if (frame is UploadFrame upload
            && this.awaited is { } awaited && upload.Conversation == awaited.Conversation && upload.Number == awaited.Number)
            this.upload?.Show(new TransferProgress(upload.Received, awaited.File?.Size));
    }

    public async Task RunAsync(ChatClient client, CancellationToken stop)
    {
        var message = From is null ? null : await FindAsync(client, From, stop);
        var target = Output == Stdout ? null : Destination(message?.File is { } found ? RemoteFile.Of(found) : Shared());
        // Before anything is accepted: an offer that cannot be saved stays one.
        if (target is not null && !Overwrites && Path.Exists(target))
            throw new CommandException(
                ExitCodes.Failed, $"{target} is there already. Give another name with -o, or --force to replace it.");
        if (message is not null) message = await AcceptAsync(client, message, stop);
        var file = message?.File is { } sent ? RemoteFile.Of(sent) : Shared();
        try
        {
            var (result, seconds) = await DownloadAsync(client, file, target, stop);
            if (message is not null && result.IsVerified) await TellAsync(client, message, FileWords.Verified, stop);
            Report(result, seconds, target);
        }
        catch (DamagedFileException) when (message is not null)
        {
            await TellAsync(client, message, FileWords.Damaged, stop);
            throw;
        }
    }

    /// <summary>By the text door, as a guest.</summary>
    public async Task RunAsync(TextDoorAddress server, string? name, CancellationToken stop)
    {
        var label = Name[(Name.LastIndexOf('/') + 1)..];
        var target = Destination(Shared());
        if (!Overwrites && Path.Exists(target))
            throw new CommandException(ExitCodes.Failed, $"{target} is there already. Give another name with -o, or --force to replace it.");
        using var display = new ProgressDisplay(terminal, label);
        // Guests leave nothing behind, so any name does that nobody else has.
        name ??= $"guest {RandomNumberGenerator.GetHexString(6, lowercase: true)}";
        var start = terminal.Clock.GetTimestamp();
        var result = await TextDoorFiles.DownloadAsync(server, name, Name, target, OptionsOf(display, label), terminal.Say, terminal.Clock, stop);
        Report(result, SecondsSince(start), target);
    }

    DownloadOptions OptionsOf(ProgressDisplay display, string label) => new()
    {
        Patience = Patience,
        Overwrites = Overwrites,
        Way = Way,
        Progress = display.Show,
        AtHalf = AsksAtHalf ? (half, token) => new HalfQuestion(terminal, label, IsJson).AskAsync(half, token) : null,
    };

    double SecondsSince(long start) => Math.Round(terminal.Clock.GetElapsedTime(start).TotalSeconds, 3);

    async Task<(DownloadResult Result, double Seconds)> DownloadAsync(ChatClient client, RemoteFile file, string? target, CancellationToken stop)
    {
        using var display = new ProgressDisplay(terminal, file.Name);
        var options = OptionsOf(display, file.Name);
        var start = terminal.Clock.GetTimestamp();
        var result = target is null
            ? await client.DownloadAsync(file, terminal.OutputBytes(), options, stop)
            : await client.DownloadAsync(file, target, options, stop);
        return (result, SecondsSince(start));
    }

    async Task<MessageObject> FindAsync(ChatClient client, string from, CancellationToken stop)
    {
        var recipient = await Recipient.FindAsync(client, from, stop);
        var wanted = Name.IsNormalized() ? Name : Name.Normalize();
        MessageObject? gone = null;
        await foreach (var message in client.GetAllFilesAsync(recipient.Conversation.Id, stop))
        {
            if (message.File?.Name != wanted) continue;
            if (message.File.State is not (FileWords.Declined or FileWords.Cancelled or FileWords.Failed)) return message;
            gone ??= message;
        }

        throw new CommandException(ExitCodes.NotFound, gone?.File is { } file
            ? $"{Name} is no longer there: it is {file.State}. Ask for it to be sent again."
            : $"There is no file {Name} in {recipient.Label}. See 'chatbox files ... --from'.");
    }

    async Task<MessageObject> AcceptAsync(ChatClient client, MessageObject message, CancellationToken stop)
    {
        using var upload = new ProgressDisplay(terminal, $"{message.File!.Name} (on its way to the server)");
        (awaited, this.upload) = (message, upload);
        try
        {
            if (message.File is { Ready: false }) terminal.Say($"{Name} is not whole on the server yet. Waiting for it.");
            return await client.AcceptFileAsync(message, stop);
        }
        catch (OfferEndedException e)
        {
            throw new CommandException(ExitCodes.NotFound, e.Message, e);
        }
        finally
        {
            awaited = null;
        }
    }

    /// <summary>Who offered the file is told what became of it. In a room, and of one's own, nobody asks.</summary>
    async Task TellAsync(ChatClient client, MessageObject message, string state, CancellationToken stop)
    {
        if (message.File?.State == FileWords.There || message.Author.Id == client.Me.Id) return;
        try
        {
            await client.SetFileStateAsync(message.Conversation, message.Number, state, stop);
        }
        catch (ChatException e)
        {
            // The file is what was asked for; that the other hears of it is a courtesy.
            terminal.Say($"{message.Author.Name} could not be told: {e.Message}");
        }
    }

    RemoteFile Shared()
    {
        try
        {
            return IsDirectory ? RemoteFile.ZipOf(Name == "." ? "" : Name) : RemoteFile.OfShare(Name);
        }
        catch (ArgumentException e)
        {
            throw new CommandException(ExitCodes.NotFound, $"{Name}: there is no such path in the share. See 'chatbox files'.", e);
        }
    }

    /// <summary>A name that the server gave is only ever used within a directory that was chosen here.</summary>
    string Destination(RemoteFile file)
    {
        if (Output is null) return Path.GetFullPath(file.NameForSaving);
        return Path.GetFullPath(Directory.Exists(Output) ? Path.Combine(Output, file.NameForSaving) : Output);
    }

    void Report(DownloadResult result, double seconds, string? target)
    {
        if (!result.IsVerified) terminal.Say("Nobody knew a SHA-256 to compare with: it is as it was sent, and not checked.");
        if (result.Elapsed is { } elapsed) seconds = Math.Round(elapsed.TotalSeconds, 3);
        if (IsJson && result.Retransmitted is { } retransmitted)
        {
            var report = new RdtReport(result.Via, result.Bytes, result.Sha256, seconds, result.ResumedAt, retransmitted);
            terminal.Output.WriteJson(report, ReportContext.Default.RdtReport);
        }
        else if (IsJson)
        {
            var report = new GetReport(result.Via, result.Bytes, result.Sha256, seconds, result.ResumedAt, result.IsVerified, target);
            terminal.Output.WriteJson(report, ReportContext.Default.GetReport);
        }
        else if (target is not null)
        {
            var checkedAs = result.IsVerified ? "verified" : "not verified";
            terminal.Say(
                string.Create(
                    CultureInfo.InvariantCulture, $"Saved {target}: {FileSize.Of(result.Bytes)}, {checkedAs}, SHA-256 {result.Sha256}."));
        }
    }
}
