using ChatBox.Rdt.Connections;
using ChatBox.Rdt.Tracing;

namespace ChatBox.Rdt;

/// <summary>What a server's door is told at its start.</summary>
public sealed record EndpointOptions
{
    /// <summary>How its transfers send.</summary>
    public SenderOptions Sender { get; init; } = new();

    /// <summary>
    /// 32 bytes from which reset tokens come; null for new ones from chance. A host that keeps them can end the transfers of its life
    /// before with a word instead of 30 s of silence. They open nothing.
    /// </summary>
    public byte[]? ResetKey { get; init; }

    /// <summary>Transfers at once, 256 by default: at 2 MiB each half a gigabyte.</summary>
    public int MaxTransfers { get; init; } = 256;

    /// <summary>Transfers of one address (IPv4, or IPv6 /64) with tickets, 64 by default: a class behind one translator.</summary>
    public int MaxTransfersPerAddress { get; init; } = 64;

    /// <summary>Of these, transfers without a ticket or whose address is not proven, 8 by default.</summary>
    public int MaxUnprovenPerAddress { get; init; } = 8;

    /// <summary>KNOCKs of one address that are answered in a second, 100 by default, twice as many at once.</summary>
    public int MaxKnocksPerSecond { get; init; } = 100;

    /// <summary>Key exchanges for one address in a second, 20 by default, twice as many at once; each takes about 0.1 ms.</summary>
    public int MaxKeyExchangesPerSecond { get; init; } = 20;

    /// <summary>What seals well on this machine.</summary>
    public AeadSupport Aeads { get; init; } = Security.Aeads.Local;

    /// <summary>A trace for each new transfer, by its connection id; null for none.</summary>
    public Func<ulong, IRdtTrace?>? Trace { get; init; }

    /// <summary>A transfer is forgotten: its source may be closed. Called from HandleTimeout and Dispose.</summary>
    public Action<FileSender>? Forgotten { get; init; }

    /// <summary>There was no room for a transfer after the host had admitted it: the source of its offer may be closed.</summary>
    public Action<FileOffer>? TurnedAway { get; init; }
}
