using ChatBox.Rdt.Tracing;

namespace ChatBox.Rdt;

/// <summary>What a client wants, and how it may ask for it.</summary>
public sealed record ReceiverOptions
{
    /// <summary>The ticket from the WebSocket API; null to go by a cookie.</summary>
    public TicketGrant? Ticket { get; init; }

    /// <summary>The name one has at the text door; "" by ticket. At most 255 bytes of UTF-8, like the next.</summary>
    public string Name { get; init; } = "";

    /// <summary>The name of the file, as the grant has it.</summary>
    public required string File { get; init; }

    /// <summary>The first byte to fetch, 0 by default: what is there already is not sent again.</summary>
    public long Start { get; init; }

    /// <summary>Pause at this offset, from the beginning on; null for no pause.</summary>
    public long? PauseAt { get; init; }

    /// <summary>
    /// How far the server may go beyond what is whole: 16 MiB by default, which bears 1 Gbit/s over 130 ms. It costs no memory.
    /// </summary>
    public long Window { get; init; } = 16 * 1_024 * 1_024;

    /// <summary>What was promised with the ticket; a server that offers something else is left. Null where nothing was.</summary>
    public long? ExpectedLength { get; init; }

    /// <summary>As <see cref="ExpectedLength"/>; 32 bytes.</summary>
    public byte[]? ExpectedSha256 { get; init; }

    /// <summary>A round trip that was measured before (a TCP connect to the same server); null if none was.</summary>
    public TimeSpan? RoundTrip { get; init; }

    /// <summary>Without an answer for so long the client gives up: 10 s by default.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What seals well on this machine.</summary>
    public AeadSupport Aeads { get; init; } = Security.Aeads.Local;

    /// <summary>Sees what the transfer does; null costs nothing.</summary>
    public IRdtTrace? Trace { get; init; }
}
