using ChatBox.Client.Files;
using ChatBox.Client.Files.Rdt;

namespace ChatBox.Client;

public sealed partial class ChatClient
{
    /// <summary>
    /// Fetches a file to the disk, over as many connections as it takes. What has come is in <c>DESTINATION.part</c>, recorded every
    /// 4 MiB and every second, and a later call goes on from there, also after a crash; a file that has changed on the server meanwhile begins anew. It gets its
    /// name when the SHA-256 of all bytes is right.
    /// </summary>
    /// <param name="file">What to fetch.</param>
    /// <param name="destination">A path on this computer. It is not followed where it is a link, and not replaced unless the options say
    /// so.</param>
    /// <param name="options">How; default <see cref="DownloadOptions"/> as they are.</param>
    /// <param name="cancellationToken">Ends it; the part is kept.</param>
    /// <exception cref="LocalFileException">There is a file of that name, no room, or another program fetches it to the same
    /// place.</exception>
    /// <exception cref="DamagedFileException">The bytes are wrong. Nothing of them is kept.</exception>
    /// <exception cref="ChatException">Any of the others; the part is kept.</exception>
    public async Task<DownloadResult> DownloadAsync(
        RemoteFile file, string destination, DownloadOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new DownloadOptions();
        await using var part = PartFile.Open(Path.GetFullPath(destination), $"{Server.Id} {file.Path}", options.Overwrites, this.options.Notice);
        if (options.Way == DownloadWay.Http) return await DownloadAsync(file, part, options, cancellationToken);
        var had = part.Received;
        var (result, wasAtHalf) = await DownloadByRdtAsync(file, part, options, cancellationToken);
        if (result is not null) return result;
        // What came by RDT before it was blocked came in this run, and who has said yes is not asked again.
        result = await DownloadAsync(file, part, wasAtHalf ? options with { AtHalf = null } : options, cancellationToken);
        return result with { ResumedAt = Math.Min(result.ResumedAt, had) };
    }

    /// <summary>
    /// Fetches a file and passes its bytes on as they come, over as many connections as it takes. Whether they were right is known at the
    /// end.
    /// </summary>
    /// <param name="file">What to fetch.</param>
    /// <param name="destination">Is written from the thread pool, never twice at once, and neither sought nor closed.</param>
    /// <param name="options">How; default <see cref="DownloadOptions"/> as they are.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DamagedFileException">The bytes that were passed on are wrong.</exception>
    public async Task<DownloadResult> DownloadAsync(
        RemoteFile file, Stream destination, DownloadOptions? options = null, CancellationToken cancellationToken = default)
    {
        await using var target = new StreamTarget(destination);
        return await DownloadAsync(file, target, options ?? new DownloadOptions(), cancellationToken);
    }

    Task<DownloadResult> DownloadAsync(
        RemoteFile file, IDownloadTarget target, DownloadOptions options, CancellationToken cancellationToken)
    {
        var route = new HttpRoute(door, () => joining.Token);
        var downloader = new Downloader(file, route, target, options, PersistenceOf(options));
        return downloader.RunAsync(this.options.TimeProvider, this.options.Notice, cancellationToken);
    }

    /// <returns>The file, null where it is to come over HTTP; and whether the question at half is answered.</returns>
    async Task<(DownloadResult? Result, bool WasAtHalf)> DownloadByRdtAsync(
        RemoteFile file, PartFile part, DownloadOptions options, CancellationToken cancellationToken)
    {
        // A zip is made while it is sent: nobody knows its hash before.
        if (file is { Id: null, SharedPath: null }) return (null, false);
        var grants = new TicketGrants(this, file);
        var (clock, notice) = (this.options.TimeProvider, this.options.Notice);
        var downloader = new RdtDownloader(file.Name, grants, part, options, PersistenceOf(options), clock, notice)
        {
            FallsBack = options.Way == DownloadWay.Auto,
        };
        var result = await downloader.RunAsync(cancellationToken);
        if (result is null) notice?.Invoke($"{downloader.WhyNot} It comes over HTTP instead.");
        return (result, downloader.WasAtHalf);
    }

    Persistence PersistenceOf(TransferOptions options)
    {
        // Several transfers may run at once, and a source of chance is for one thread.
        Random own;
        lock (chance) own = new Random(chance.Next());
        return new Persistence(options.Patience, this.options.TimeProvider, own, this.options.Notice);
    }
}
