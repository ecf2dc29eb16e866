using System.Net;
using ChatBox.Rdt.Connections;
using ChatBox.Rdt.Simulation.Network;

namespace ChatBox.Rdt.Simulation.Transfers;

/// <summary>A real <see cref="Endpoint"/> in the simulated network.</summary>
public sealed class RdtServer : IEndpoint
{
    readonly byte[] buffer = new byte[65_536];
    readonly byte[] scratch = new byte[65_536];
    readonly Queue<Datagram> outgoing = [];

    public RdtServer(EndpointOptions options, ulong seed)
    {
        var random = new SeededRandom(seed);
        Grants = new GrantBook(random, options.Aeads);
        Endpoint = new Endpoint(options with { Forgotten = transfer => Forgotten.Add(transfer) }, Grants, random);
    }

    public Endpoint Endpoint { get; }

    public GrantBook Grants { get; }

    /// <summary>Segments in one poll; 1 makes every packet a poll of its own.</summary>
    public int MaxSegments { get; set; } = 16;

    /// <summary>Bytes of the largest UDP payload that its interface takes; larger ones are refused (EMSGSIZE).</summary>
    public int InterfaceSize { get; set; } = int.MaxValue;

    public List<FileSender> Forgotten { get; } = [];

    /// <summary>The first transfer that is there, or was.</summary>
    public FileSender Transfer => Endpoint.Transfers.Count > 0 ? Endpoint.Transfers[0] : Forgotten[0];

    public long BytesSent { get; private set; }

    public Action<Datagram>? Sending { get; set; }

    public void HandleDatagram(TimeSpan now, Datagram datagram)
    {
        datagram.Payload.Span.CopyTo(scratch);
        Span<byte> reply = stackalloc byte[1_200];
        var length = Endpoint.Handle(now, datagram.From.ToPeer(), scratch.AsSpan(0, datagram.Payload.Length), reply);
        if (length > 0) Queue(reply[..length], datagram.From);
    }

    public void HandleTimeout(TimeSpan now) => Endpoint.HandleTimeout(now);

    public Datagram? PollTransmit(TimeSpan now)
    {
        while (outgoing.Count == 0 && Endpoint.PollTransmit(now, buffer, MaxSegments) is { Bytes: > 0 } transmit)
        {
            if (transmit.SegmentSize > InterfaceSize)
            {
                Endpoint.HandleTooLarge(transmit.To, transmit.SegmentSize);
                continue;
            }

            for (var at = 0; at < transmit.Bytes; at += transmit.SegmentSize)
                Queue(buffer.AsSpan(at, Math.Min(transmit.SegmentSize, transmit.Bytes - at)), transmit.To.ToEndPoint());
        }

        return outgoing.TryDequeue(out var next) ? next : null;
    }

    public TimeSpan? PollTimeout() => Endpoint.NextTimeout;

    void Queue(ReadOnlySpan<byte> bytes, IPEndPoint to)
    {
        var datagram = new Datagram(to, bytes.ToArray());
        BytesSent += bytes.Length;
        Sending?.Invoke(datagram);
        outgoing.Enqueue(datagram);
    }
}
