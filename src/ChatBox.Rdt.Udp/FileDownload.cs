using System.Net;
using System.Net.Sockets;
using ChatBox.Rdt.Connections;
using ChatBox.Rdt.Security;
using ChatBox.Rdt.Udp.Sockets;

namespace ChatBox.Rdt.Udp;

/// <summary>
/// What becomes of the bytes of a download. Called on the download's thread, which must not wait long for anything: datagrams do not
/// wait.
/// </summary>
public interface IDownloadHandler : IFileSink
{
    /// <summary>
    /// Something has happened: bytes have come, time has passed, or <see cref="FileDownload.Wake"/> was called. The receiver may be read
    /// and told what to do, here and nowhere else. Must not throw.
    /// </summary>
    void HandleRound(TimeSpan now, FileReceiver receiver);
}

/// <summary>
/// One download: a <see cref="FileReceiver"/> on a socket and a thread of its own. <see cref="Wake"/> and <see cref="Cancel"/> may be
/// called from any thread. Memory: one buffer of 64 KiB.
/// </summary>
public sealed class FileDownload : IDisposable
{
    /// <summary>Receives at a stretch before what they ask for is said.</summary>
    const int ReceivesPerRound = 16;

    static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    readonly DatagramSocket socket;
    readonly PeerAddress server;
    readonly FileReceiver receiver;
    readonly IDownloadHandler handler;
    readonly TimeProvider clock;
    readonly Thread thread;
    readonly Lock gate = new();
    readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly byte[] incoming = new byte[DatagramSocket.MaxReceive];
    readonly byte[] outgoing = new byte[2_048];
    volatile bool isCancelled;

    /// <exception cref="SocketException">The system gives no socket.</exception>
    public FileDownload(IPEndPoint server, ReceiverOptions options, IDownloadHandler handler, TimeProvider clock)
    {
        (this.handler, this.clock) = (handler, clock);
        this.server = server.ToPeerAddress();
        var any = server.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any;
        socket = DatagramSocket.Bind(new IPEndPoint(any, 0));
        receiver = new FileReceiver(TransferListener.TimeOf(clock), options, SecureRandomSource.Instance);
        thread = new Thread(Run) { IsBackground = true, Name = "RDT download" };
    }

    /// <summary>Ends with the transfer, well or badly, and never fails.</summary>
    public Task Ended => ended.Task;

    /// <summary>How it ended; good when <see cref="Ended"/> is.</summary>
    public EndReason EndReason => receiver.EndReason;

    /// <summary>What CLOSE said; good when <see cref="Ended"/> is.</summary>
    public CloseCode EndCode => receiver.EndCode;

    /// <summary>The other side's words, with whatever it put in; good when <see cref="Ended"/> is.</summary>
    public string EndText => receiver.EndText;

    /// <summary>Whether the server ever answered; good when <see cref="Ended"/> is.</summary>
    public bool WasConnected => receiver.IsConnected;

    /// <summary>Bytes that the server sent more than once, as it said at the end.</summary>
    public long BytesSentAgain => receiver.BytesSentAgain;

    /// <summary>What broke the driver itself; null where nothing did.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Begins; to be called once.</summary>
    public void Start() => thread.Start();

    /// <summary>Has <see cref="IDownloadHandler.HandleRound"/> called soon.</summary>
    public void Wake()
    {
        // After the end there is nobody to wake, and its handle may be somebody else's.
        lock (gate)
        {
            if (!ended.Task.IsCompleted) socket.Wake();
        }
    }

    /// <summary>Ends it, with a word to the server.</summary>
    public void Cancel()
    {
        isCancelled = true;
        Wake();
    }

    /// <summary>Ends it and waits for its thread.</summary>
    public void Dispose()
    {
        Cancel();
        if (thread.ThreadState.HasFlag(ThreadState.Unstarted)) socket.Dispose();
        else thread.Join();
        receiver.Dispose();
    }

    void Run()
    {
        try
        {
            while (!receiver.IsEnded) Round();
            // The last word, where there is one. It may get lost: the server then hears no more, and ends by itself.
            Send(TransferListener.TimeOf(clock));
        }
        catch (Exception exception)
        {
            Failure = exception;
        }
        finally
        {
            lock (gate)
            {
                ended.SetResult();
                socket.Dispose();
            }
        }
    }

    void Round()
    {
        var now = TransferListener.TimeOf(clock);
        if (isCancelled) receiver.Close(now, CloseCode.Cancelled, "the client has stopped it");
        var mayHaveMore = Receive();
        now = TransferListener.TimeOf(clock);
        if (receiver.NextTimeout <= now) receiver.HandleTimeout(now);
        handler.HandleRound(now, receiver);
        var isBlocked = !Send(now);
        if (receiver.IsEnded || (mayHaveMore && !isBlocked)) return;
        var wait = receiver.NextTimeout - TransferListener.TimeOf(clock) ?? LongestWait;
        socket.Wait(wait < LongestWait ? wait : LongestWait, isBlocked);
    }

    bool Receive()
    {
        for (var i = 0; i < ReceivesPerRound; i++)
        {
            if (!socket.TryReceive(incoming, out var received)) return false;
            // Read behind the call: between the two a busy machine may have let milliseconds pass.
            var now = TransferListener.TimeOf(clock);
            for (var at = 0; at < received.Bytes; at += received.SegmentSize)
                receiver.Handle(now, incoming.AsSpan(at, Math.Min(received.SegmentSize, received.Bytes - at)), handler);
        }

        return true;
    }

    /// <returns>False where the system has no room now. What was to be said is said again by the machine's own clock.</returns>
    bool Send(TimeSpan now)
    {
        while (receiver.PollTransmit(now, outgoing) is > 0 and var bytes)
            if (socket.TrySend(outgoing.AsSpan(0, bytes), bytes, server) == SendOutcome.NoRoom) return false;
        return true;
    }
}
