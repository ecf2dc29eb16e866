using System.Net;
using System.Security.Cryptography;
using ChatBox.Rdt.Connections;
using ChatBox.Rdt.Simulation.Network;

namespace ChatBox.Rdt.Simulation.Transfers;

/// <summary>A real <see cref="FileReceiver"/> in the simulated network. Confirms the hash as soon as the file is whole, unless told not to.</summary>
public sealed class RdtClient(FileReceiver receiver, IPEndPoint server, MemorySink sink) : IEndpoint
{
    readonly byte[] buffer = new byte[1_200];
    readonly byte[] scratch = new byte[65_536];

    public FileReceiver Receiver => receiver;

    public MemorySink Sink => sink;

    public bool ConfirmsAtOnce { get; set; } = true;

    /// <summary>Whole, and the hash was right.</summary>
    public bool HasFile { get; private set; }

    public TimeSpan? FinishedAt { get; private set; }

    public long BytesSent { get; private set; }

    public Action<Datagram>? Sending { get; set; }

    public void HandleDatagram(TimeSpan now, Datagram datagram)
    {
        datagram.Payload.Span.CopyTo(scratch);
        receiver.Handle(now, scratch.AsSpan(0, datagram.Payload.Length), sink);
        if (ConfirmsAtOnce) Confirm(now);
    }

    /// <summary>Checks the hash if the file is whole.</summary>
    public void Confirm(TimeSpan now)
    {
        if (HasFile || receiver.IsEnded || !receiver.IsWhole || receiver.Info is not { } info) return;
        HasFile = receiver.Confirm(now, SHA256.HashData(sink.Bytes.AsSpan(0, (int)info.Length)));
        FinishedAt = now;
    }

    public void HandleTimeout(TimeSpan now) => receiver.HandleTimeout(now);

    public Datagram? PollTransmit(TimeSpan now)
    {
        var length = receiver.PollTransmit(now, buffer);
        if (length == 0) return null;
        BytesSent += length;
        var datagram = new Datagram(server, buffer.AsSpan(0, length).ToArray());
        Sending?.Invoke(datagram);
        return datagram;
    }

    public TimeSpan? PollTimeout() => receiver.NextTimeout;
}
