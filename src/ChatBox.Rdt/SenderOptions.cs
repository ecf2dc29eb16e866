using ChatBox.Rdt.Congestion;
using ChatBox.Rdt.Packets;

namespace ChatBox.Rdt;

/// <summary>How a server sends. The defaults are right for the internet; a test or a bench may want others.</summary>
public sealed record SenderOptions
{
    /// <summary>How it finds its rate; BBR by default.</summary>
    public CongestionAlgorithm Algorithm { get; init; } = CongestionAlgorithm.Bbr;

    /// <summary>
    /// The largest UDP payload to try, 1,200 to 16,384 bytes. More than loopback's 16 KiB gains little: the cost per byte is then that of
    /// the cipher.
    /// </summary>
    public int MaxDatagramSize { get; init; } = Wire.MaxDatagramSize;

    /// <summary>The round trip before anything was measured (RFC 9002, section 6.2.2).</summary>
    public TimeSpan InitialRoundTrip { get; init; } = TimeSpan.FromMilliseconds(333);

    /// <summary>Makes the controller; null for the one that <see cref="Algorithm"/> names. For tests.</summary>
    public Func<CongestionOptions, ICongestionController>? Controller { get; init; }

    internal ICongestionController CreateController(TimeSpan now, TimeSpan? roundTrip, ulong seed)
    {
        var options = new CongestionOptions { Algorithm = Algorithm, DatagramSize = Wire.BaseDatagramSize, HandshakeRtt = roundTrip, Now = now, Seed = seed };
        return Controller is null ? options.Create() : Controller(options);
    }
}
