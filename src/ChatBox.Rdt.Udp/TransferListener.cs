using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ChatBox.Rdt.Security;
using ChatBox.Rdt.Udp.Sockets;

namespace ChatBox.Rdt.Udp;

/// <summary>
/// All transfers of a server on one UDP port: an <see cref="Endpoint"/> driven by a thread of its own, so that a flood costs one core at
/// most. All members are thread-safe. Memory: two buffers of 64 KiB beside what the endpoint holds.
/// </summary>
public sealed class TransferListener : IDisposable
{
    /// <summary>Receives, and sends, at a stretch before the other gets its turn: 32 batches of up to 64 KiB.</summary>
    const int CallsPerRound = 32;

    static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>After a failure that nobody foresaw: it may come again with the next datagram, and must not take a core.</summary>
    static readonly TimeSpan WaitAfterFailure = TimeSpan.FromMilliseconds(10);

    readonly DatagramSocket socket;
    readonly Endpoint endpoint;
    readonly TimeProvider clock;
    readonly Action<Exception>? failed;
    readonly Thread thread;
    readonly Lock gate = new();
    readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Each comes from somebody's decision (a transfer to end, the server to stop), so there are about as many as transfers.
    readonly ConcurrentQueue<Action<TimeSpan>> commands = new();
    readonly byte[] incoming = new byte[DatagramSocket.MaxReceive];
    readonly byte[] outgoing = new byte[DatagramSocket.MaxSend];
    readonly byte[] reply = new byte[2_048];
    Transmit held;
    TimeSpan? stopAt;

    TransferListener(DatagramSocket socket, EndpointOptions options, IGrants grants, TimeProvider clock, Action<Exception>? failed)
    {
        (this.socket, this.clock, this.failed) = (socket, clock, failed);
        endpoint = new Endpoint(options, grants, SecureRandomSource.Instance);
        LocalEndPoint = socket.LocalEndPoint;
        thread = new Thread(Run) { IsBackground = true, Name = "RDT listener" };
    }

    /// <summary>Where it listens, with the port that the system chose where none was given.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>The time that the endpoint goes by; grants are to be issued by it.</summary>
    public static TimeSpan TimeOf(TimeProvider clock) => clock.GetElapsedTime(0);

    /// <summary>Opens the port and serves.</summary>
    /// <param name="address">Where; port 0 takes any free one, and the IPv6 "any" address takes IPv4 as well.</param>
    /// <param name="options">Of the endpoint. Its callbacks come on the listener's thread.</param>
    /// <param name="grants">Is asked on the listener's thread.</param>
    /// <param name="clock">What time goes by.</param>
    /// <param name="failed">Is told of what should not happen; the listener goes on.</param>
    /// <exception cref="SocketException">The address is not ours, or the port is in use.</exception>
    public static TransferListener Start(
        IPEndPoint address, EndpointOptions options, IGrants grants, TimeProvider clock, Action<Exception>? failed = null)
    {
        var listener = new TransferListener(DatagramSocket.Bind(address), options, grants, clock, failed);
        listener.thread.Start();
        return listener;
    }

    /// <summary>Ends the transfers of that source, with a word to the client.</summary>
    public void Close(IFileSource source, CloseCode code, string reason) => Post(now =>
    {
        foreach (var transfer in endpoint.Transfers)
        {
            if (transfer.Offer.Source == source) transfer.Close(now, code, reason);
        }
    });

    /// <summary>
    /// Tells every client that the server goes away, answers what still comes for a moment, and ends. All sources are given back.
    /// </summary>
    /// <param name="patience">How long clients may take to hear it.</param>
    public Task StopAsync(TimeSpan patience)
    {
        Post(now =>
        {
            endpoint.Close(now, CloseCode.GoingAway);
            stopAt ??= now + patience;
        });
        return ended.Task;
    }

    /// <summary>Ends at once and without a word; <see cref="StopAsync"/> is the polite way.</summary>
    public void Dispose()
    {
        Post(_ => stopAt = TimeSpan.Zero);
        thread.Join();
    }

    void Post(Action<TimeSpan> command)
    {
        commands.Enqueue(command);
        // After the end there is nobody to wake, and its handle may be somebody else's.
        lock (gate)
        {
            if (!ended.Task.IsCompleted) socket.Wake();
        }
    }

    void Run()
    {
        while (stopAt is null || (endpoint.Transfers.Count > 0 && TimeOf(clock) < stopAt))
        {
            try
            {
                Round();
            }
            catch (Exception exception)
            {
                failed?.Invoke(exception);
                held = default;
                socket.Wait(WaitAfterFailure, forRoom: false);
            }
        }

        endpoint.Dispose();
        lock (gate)
        {
            ended.SetResult();
            socket.Dispose();
        }
    }

    void Round()
    {
        var now = TimeOf(clock);
        while (commands.TryDequeue(out var command)) command(now);
        var mayHaveMore = Receive();
        now = TimeOf(clock);
        if (endpoint.NextTimeout <= now) endpoint.HandleTimeout(now);
        mayHaveMore |= Send(now);
        if (mayHaveMore && held.Bytes == 0) return;
        var wait = endpoint.NextTimeout - TimeOf(clock) ?? LongestWait;
        if (stopAt is { } end && end - now < wait) wait = end - now;
        if (wait > LongestWait) wait = LongestWait;
        socket.Wait(wait, forRoom: held.Bytes > 0);
    }

    /// <returns>Whether more may wait.</returns>
    bool Receive()
    {
        for (var i = 0; i < CallsPerRound; i++)
        {
            if (!socket.TryReceive(incoming, out var received)) return false;
            // Read behind each call: on a busy machine milliseconds may pass before it, and what came in them would seem to have come sooner
            // than it could.
            var now = TimeOf(clock);
            for (var at = 0; at < received.Bytes; at += received.SegmentSize)
            {
                var datagram = incoming.AsSpan(at, Math.Min(received.SegmentSize, received.Bytes - at));
                var bytes = endpoint.Handle(now, received.From, datagram, reply);
                // An answer that finds no room is lost like any other: who asked asks again.
                if (bytes > 0) socket.TrySend(reply.AsSpan(0, bytes), bytes, received.From);
            }
        }

        return true;
    }

    /// <param name="now">One for all: with a later one for each call the pacer would give packets one by one as they fall due.</param>
    /// <returns>Whether more may be to send. What found no room is held, and goes out first.</returns>
    bool Send(TimeSpan now)
    {
        for (var i = 0; i < CallsPerRound; i++)
        {
            if (held.Bytes == 0) held = endpoint.PollTransmit(now, outgoing, socket.MaxSegments);
            if (held.Bytes == 0) return false;
            switch (socket.TrySend(outgoing.AsSpan(0, held.Bytes), held.SegmentSize, held.To))
            {
                case SendOutcome.NoRoom:
                    return false;
                case SendOutcome.TooLarge:
                    endpoint.HandleTooLarge(held.To, held.SegmentSize);
                    break;
            }

            held = default;
        }

        return true;
    }
}
