using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ChatBox.Core;
using ChatBox.Core.Commands;
using ChatBox.Core.People;
using ChatBox.Rdt;
using ChatBox.Rdt.Udp;
using ChatBox.Server.Admin;
using ChatBox.Server.Doors.Text;
using ChatBox.Server.Sessions;

namespace ChatBox.Server.Doors.Rdt;

/// <summary>
/// Files over UDP (docs/rdt.md): hands out grants to who asks at another door, and sends what they are for. Whether a reader may still read
/// is asked while the file is on its way, as over HTTP. Thread-safe.
/// </summary>
sealed partial class RdtDoor(OfferedFiles files, DataDirectory data, TimeProvider clock, ILogger<RdtDoor> logger) : ITransfers, IAsyncDisposable
{
    /// <summary>Bytes of a name that RDT carries.</summary>
    const int MaxNameBytes = 255;

    /// <summary>How often it is asked whether a reader may still read; within two of these the transfer ends.</summary>
    static readonly TimeSpan AskInterval = TimeSpan.FromSeconds(0.8);

    /// <summary>How long clients may take to hear that the server stops.</summary>
    static readonly TimeSpan GoodbyeTime = TimeSpan.FromSeconds(1);

    readonly Grants grants = new();
    readonly LogThrottle throttle = new(clock);
    readonly List<TransferListener> listeners = [];
    readonly CancellationTokenSource stop = new();

    // As many as there are transfers: opened by the endpoint, which has a limit, and taken out when it forgets them.
    readonly ConcurrentDictionary<OfferedSource, bool> sources = new();
    Task asking = Task.CompletedTask;

    /// <summary>The UDP port in use; 0 before it listens.</summary>
    public int Port => listeners is [{ LocalEndPoint.Port: var port }, ..] ? port : 0;

    /// <summary>
    /// Opens the port on each of the addresses; with port 0 the system chooses it for the first, and the others take the same.
    /// </summary>
    /// <exception cref="SocketException">An address is not ours, or the port is in use.</exception>
    public void Start(IReadOnlyList<IPAddress> addresses, int port)
    {
        var key = ResetKey.OpenOrCreate(Path.Combine(data.Root, "rdt.key"));
        foreach (var address in addresses)
        {
            var options = new EndpointOptions { ResetKey = ResetKey.Of(key, address), Forgotten = transfer => Forget(transfer.Offer), TurnedAway = Forget };
            var end = new IPEndPoint(address, listeners.Count == 0 ? port : Port);
            listeners.Add(TransferListener.Start(end, options, grants, clock, HandleFailure));
        }

        asking = Task.Run(AskAsync);
    }

    public async Task<Answer> OpenAsync(Person speaker, ConnectionOrigin origin, OpenTransfer command, CancellationToken cancellationToken)
    {
        if (Port == 0) return Answer.Refuse(Refusals.NotAllowed);
        var (file, refusal) = await files.FindAsync(speaker.Id, command, cancellationToken);
        if (file is null) return Answer.Refuse(refusal!);
        var (now, holder) = (TransferListener.TimeOf(clock), speaker.Id.ToString());
        var address = PeerAddress.From(origin.Address.GetAddressBytes(), 0);
        if (command.IsByAddress)
        {
            if (System.Text.Encoding.UTF8.GetByteCount(command.Path!) > MaxNameBytes) return Answer.Refuse(Refusals.NoSuchFile);
            return grants.TryIssueForAddress(now, holder, address, speaker.Name.Text, command.Path!, () => Offer(file))
                ? new Answer.Transfer(Port, null, command.Path!, file.Info)
                : Answer.Refuse(Refusals.RateLimited);
        }

        // The name says nothing that the client does not know; the ticket says which file is meant.
        var name = Convert.ToHexStringLower(file.Info.Sha256);
        return grants.TryIssueTicket(now, holder, address, name, () => Offer(file), origin.RoundTrip()) is { } ticket
            ? new Answer.Transfer(Port, ticket, name, file.Info)
            : Answer.Refuse(Refusals.RateLimited);
    }

    public async ValueTask DisposeAsync()
    {
        if (stop.IsCancellationRequested) return;
        await stop.CancelAsync();
        await Task.WhenAll(listeners.Select(listener => listener.StopAsync(GoodbyeTime)));
        await asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    // On a listener's thread, when the client has come with its grant.
    FileOffer? Offer(OfferedFile offered)
    {
        try
        {
            if (offered.Open() is not var (file, identity)) return null;
            var source = new OfferedSource(offered, file, identity);
            sources.TryAdd(source, true);
            _ = Task.Run(() => AskOnceAsync(source));
            return new FileOffer(offered.Info, source);
        }
        catch (Exception exception)
        {
            HandleFailure(exception);
            return null;
        }
    }

    void Forget(FileOffer offer)
    {
        var source = (OfferedSource)offer.Source;
        sources.TryRemove(source, out _);
        source.Dispose();
    }

    async Task AskAsync()
    {
        using var timer = new PeriodicTimer(AskInterval, clock);
        while (await timer.WaitForNextTickAsync(stop.Token))
            foreach (var (source, _) in sources) await AskOnceAsync(source);
    }

    async Task AskOnceAsync(OfferedSource source)
    {
        var mayRead = false;
        try
        {
            mayRead = await source.Offered.MayReadAsync();
        }
        catch (Exception exception)
        {
            // Who cannot be asked says no.
            HandleFailure(exception);
        }

        if (mayRead) return;
        foreach (var listener in listeners) listener.Close(source, CloseCode.GrantRefused, "This file is not for you any more.");
    }

    void HandleFailure(Exception exception)
    {
        if (throttle.TryTake()) LogFailed(logger, exception);
    }

    [LoggerMessage(500, LogLevel.Error, "The RDT door failed, and goes on.")]
    static partial void LogFailed(ILogger logger, Exception exception);
}
