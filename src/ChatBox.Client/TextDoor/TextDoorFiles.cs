using ChatBox.Client.Files;
using ChatBox.Client.Files.Rdt;

namespace ChatBox.Client;

/// <summary>Files of a server by the text door: the old protocol's <c>download</c>, and the bytes by RDT. Thread-safe.</summary>
public static class TextDoorFiles
{
    /// <summary>
    /// Joins as a guest, asks for a file of the host's share and fetches it, as <see cref="ChatClient.DownloadAsync(RemoteFile, string,
    /// DownloadOptions?, CancellationToken)"/>
    /// does: over as many transfers as it takes, continued where an earlier call stopped, checked by its SHA-256. The text door is not
    /// encrypted:
    /// who can alter packets on the way can read the file.
    /// </summary>
    /// <param name="server">Its text door.</param>
    /// <param name="name">Whom to join as; held while the file comes.</param>
    /// <param name="file">A path as <c>get_file</c> lists it; at most 255 bytes of UTF-8.</param>
    /// <param name="destination">As for a <see cref="ChatClient"/>.</param>
    /// <param name="options">How; <see cref="DownloadOptions.Way"/> is not looked at.</param>
    /// <param name="notice">Is told, in a sentence, what a person may want to know.</param>
    /// <param name="clock">What waiting goes by; default the system's.</param>
    /// <param name="cancellationToken">Ends it; the part is kept.</param>
    /// <exception cref="ChatException">Any of them; the part is kept unless the file was damaged.</exception>
    public static async Task<DownloadResult> DownloadAsync(
        TextDoorAddress server, string name, string file, string destination, DownloadOptions? options = null, Action<string>? notice = null,
        TimeProvider? clock = null, CancellationToken cancellationToken = default)
    {
        options ??= new DownloadOptions();
        clock ??= TimeProvider.System;
        await using var grants = new TextDoorGrants(server, name, file, clock);
        // Before anything is opened here: a file that is not there leaves no trace.
        await grants.ConnectAsync(cancellationToken);
        await using var part = PartFile.Open(Path.GetFullPath(destination), $"{server} {file}", options.Overwrites, notice);
        var persistence = new Persistence(options.Patience, clock, new Random(), notice);
        var downloader = new RdtDownloader(file, grants, part, options, persistence, clock, notice);
        return (await downloader.RunAsync(cancellationToken))!;
    }
}
