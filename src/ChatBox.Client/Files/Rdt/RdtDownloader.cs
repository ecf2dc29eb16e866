using System.Runtime.ExceptionServices;
using ChatBox.Core.Files;
using ChatBox.Rdt;
using ChatBox.Rdt.Udp;
using RdtFileInfo = ChatBox.Rdt.FileInfo;

namespace ChatBox.Client.Files.Rdt;

/// <summary>
/// One download by RDT from the first byte to the last, over as many transfers as it takes, each with a grant of its own. Not
/// thread-safe.
/// </summary>
/// <param name="name">Of the file, for the person who waits.</param>
/// <param name="grants">Where grants come from.</param>
/// <param name="target">Where the bytes go.</param>
/// <param name="options">As of the download.</param>
/// <param name="persistence">Decides how long to go on trying.</param>
/// <param name="clock">What time goes by.</param>
/// <param name="notice">Is told when it begins again.</param>
sealed partial class RdtDownloader(
    string name, ITransferGrants grants, IScatteredTarget target, DownloadOptions options, Persistence persistence, TimeProvider clock,
    Action<string>? notice)
{
    public const string Via = "rdt";

    /// <summary>Without an answer for so long UDP is taken to be blocked, where there is another way.</summary>
    static readonly TimeSpan FallBackTime = TimeSpan.FromSeconds(5);

    /// <summary>Without another way it is tried so often: an answer can also be lost.</summary>
    const int UnansweredTries = 2;

    /// <summary>A grant can be used up by an answer that was lost; one that is refused again and again is refused.</summary>
    const int RefusedTries = 3;

    long? startedAt;
    long resumedAt;
    long sentAgain;
    long? size;
    bool hasChanged;
    bool isOtherVersion;
    int unanswered;
    int refused;

    /// <summary>Why <see cref="RunAsync"/> gave nothing, as a sentence.</summary>
    public string WhyNot { get; private set; } = "";

    /// <summary>The question at half was asked, and not answered by a no.</summary>
    public bool WasAtHalf { get; private set; }

    /// <summary>A disk that takes nothing for so long has failed as far as a transfer is concerned.</summary>
    public TimeSpan DiskPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether there is another way when UDP does not get through.</summary>
    public bool FallsBack { get; init; }

    /// <returns>The file; null where UDP does not get through and there is another way. What has come stays in the target.</returns>
    public async Task<DownloadResult?> RunAsync(CancellationToken cancellationToken)
    {
        resumedAt = target.Received;
        if (resumedAt > 0) notice?.Invoke($"{FileSize.Of(resumedAt)} are here already; going on from there.");
        while (true)
        {
            try
            {
                var grant = await grants.AskAsync(cancellationToken);
                startedAt ??= clock.GetTimestamp();
                if (await TransferAsync(grant, cancellationToken) is { } result) return result;
                if (isOtherVersion) return GiveUp("The server speaks another version of RDT.");
                if (FallsBack && unanswered > 0)
                    return GiveUp($"UDP is blocked: nothing answers at port {grant.Server.Port} of {grant.Server.Address}.");
            }
            catch (ChatException e)
            {
                if (FallsBack && e is RefusedException { Code: "unknown_type" or "not_allowed" or "server_busy" or "rate_limited" })
                    return GiveUp($"The server gives no ticket for RDT: {e.Message}");
                await persistence.WaitAsync(e, $"Trying to go on from {FileSize.Of(target.Received)}.", cancellationToken);
            }
        }
    }

    DownloadResult? GiveUp(string why)
    {
        WhyNot = why;
        return null;
    }

    /// <returns>The file; null where another transfer is to follow at once.</returns>
    async Task<DownloadResult?> TransferAsync(TransferGrant grant, CancellationToken cancellationToken)
    {
        Prepare(grant);
        var half = HalfOf(grant);
        var receiving = new RdtReceiving(target, half, clock, DiskPatience);
        using var download = new FileDownload(grant.Server, OptionsOf(grant, half), receiving, clock);
        // A thread and not the pool: one of the pool's looks for other work before it sleeps, thousands of times in a gigabyte.
        var writing = Task.Factory.StartNew(
            () => receiving.Write(Begin, Tell, download.Wake), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await using var cancelling = cancellationToken.Register(download.Cancel);
        download.Start();
        try
        {
            if (await Task.WhenAny(download.Ended, receiving.AtHalf) == receiving.AtHalf)
                await AskAtHalfAsync(receiving, download, cancellationToken);
            await download.Ended;
        }
        finally
        {
            download.Cancel();
            await download.Ended;
            receiving.Complete();
            await writing;
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (receiving.VerifiedAt is { } verifiedAt) return Complete(download, verifiedAt);
        if (receiving.Failure is { } failure) ExceptionDispatchInfo.Throw(failure);
        return receiving.IsDamaged ? BeginAfterDamage(grant) : await JudgeAsync(download, grant);
    }

    async Task AskAtHalfAsync(RdtReceiving receiving, FileDownload download, CancellationToken cancellationToken)
    {
        // The answer may take a night. The server waits ten minutes of it; after that the file goes on from its offset, with another grant.
        WasAtHalf = true;
        await options.AtHalf!(new HalfTime(target.Received, size!.Value, target.LastByte), cancellationToken);
        persistence.Moved();
        receiving.Proceed();
        download.Wake();
    }

    void Prepare(TransferGrant grant)
    {
        size = grant.Size;
        if (grant.Sha256 is not { } sha256) return;
        var version = VersionOf(sha256);
        if (target.Received > 0 && target.Version == version) return;
        if (target.Received > 0) BeginAnew("The file has changed on the server. It begins anew.");
        target.Begin(version, grant.Size);
    }

    ReceiverOptions OptionsOf(TransferGrant grant, long? half) => new()
    {
        Ticket = grant.Ticket,
        Name = grant.Name,
        File = grant.File,
        Start = target.Received,
        PauseAt = half == RdtReceiving.Anywhere ? target.Received : half,
        ExpectedLength = grant.Size,
        ExpectedSha256 = grant.Sha256 ?? (target.Received > 0 ? HashOf(target.Version) : null),
        RoundTrip = grant.RoundTrip,
        HandshakeTimeout = FallsBack ? FallBackTime : TimeSpan.FromSeconds(10),
    };

    long? HalfOf(TransferGrant grant)
    {
        if (options.AtHalf is null || WasAtHalf) return null;
        if (grant.Size is not { } size) return RdtReceiving.Anywhere;
        return size >= 2 && target.Received <= size / 2 ? size / 2 : null;
    }

    // The first moment at which it is known what comes.
    void Begin(RdtFileInfo info)
    {
        size = info.Length;
        (unanswered, refused) = (0, 0);
        if (target.Received == 0 && target.Version != VersionOf(info.Sha256)) target.Begin(VersionOf(info.Sha256), info.Length);
        persistence.Moved();
    }

    void Tell(double lossRate, TimeSpan? roundTrip)
    {
        persistence.Moved();
        options.Progress?.Invoke(new TransferProgress(target.Received, size) { LossRate = lossRate, RoundTrip = roundTrip });
    }

    DownloadResult Complete(FileDownload download, long verifiedAt)
    {
        sentAgain += download.BytesSentAgain;
        var digest = target.Digest();
        target.Complete();
        return new DownloadResult(Via, target.Received, digest, IsVerified: true, resumedAt)
        {
            Retransmitted = sentAgain,
            Elapsed = clock.GetElapsedTime(startedAt!.Value, verifiedAt),
        };
    }

    DownloadResult? BeginAfterDamage(TransferGrant grant)
    {
        if (resumedAt == 0)
        {
            var digest = target.Digest();
            target.Discard();
            throw new DamagedFileException(
                $"{name} arrived damaged: its SHA-256 is {digest}, which is not what the server says. Nothing of it is kept.");
        }

        // The part may have been harmed while it lay here: what comes in one piece has the last word.
        BeginAnew("With what was here before the file is damaged. It begins anew.");
        target.Begin(grant.Sha256 is { } sha256 ? VersionOf(sha256) : null, grant.Size);
        return null;
    }

    void BeginAnew(string why)
    {
        notice?.Invoke(why);
        resumedAt = 0;
    }

    // The same as the strong ETag of HTTP, so that either way can go on with what came by the other.
    static string VersionOf(byte[] sha256) => $"\"{Convert.ToHexStringLower(sha256)}\"";

    static byte[]? HashOf(string? version) =>
        version is { Length: 66 } && version[1..^1].All(char.IsAsciiHexDigitLower) ? Convert.FromHexString(version[1..^1]) : null;
}
