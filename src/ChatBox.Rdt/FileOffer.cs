namespace ChatBox.Rdt;

/// <summary>A file as its receiver gets to know it.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">32 bytes, of the whole file.</param>
/// <param name="Name">A label; never a path.</param>
public sealed record FileInfo(long Length, byte[] Sha256, string Name);

/// <summary>A file that is to be sent.</summary>
/// <param name="Info">What it is. Its hash must be known before.</param>
/// <param name="Source">Its bytes; whoever made it closes it when the transfer is gone.</param>
public sealed record FileOffer(FileInfo Info, IFileSource Source);

/// <summary>Who asks for what, opened and so known to come from who holds the grant, but not yet allowed.</summary>
/// <param name="Ticket">The ticket; empty where the client came by a cookie.</param>
/// <param name="From">Where it comes from.</param>
/// <param name="Name">The name that the client says it has; "" by ticket.</param>
/// <param name="File">The name of the file that it asks for.</param>
/// <param name="Start">The offset from which on it wants the file.</param>
public sealed record TransferRequest(ReadOnlyMemory<byte> Ticket, PeerAddress From, string Name, string File, long Start);

/// <summary>What the host says to a request: an offer, or why not.</summary>
/// <param name="Offer">The file; null is no.</param>
/// <param name="Refusal">Why not.</param>
/// <param name="IsAddressProven">The ticket was fetched from that IP address, so the address needs no other proof.</param>
/// <param name="RoundTrip">What the host has measured to this client by another way; null if nothing.</param>
public sealed record Admission(FileOffer? Offer, CloseCode Refusal = CloseCode.GrantRefused, bool IsAddressProven = false, TimeSpan? RoundTrip = null)
{
    /// <summary>No, and why.</summary>
    public static Admission Refuse(CloseCode why) => new(null, why);
}

/// <summary>
/// The host's side of the decision who may fetch what; <see cref="GrantBook"/> is the one that ChatBox uses. Called while a datagram is
/// handled. Must not throw.
/// </summary>
public interface IGrants
{
    /// <summary>
    /// The 32 bytes that were handed out with a ticket of 16; false where there is no such ticket. Says nothing about whether it is still
    /// good.
    /// </summary>
    bool TryGetSecret(ReadOnlySpan<byte> ticket, Span<byte> secret);

    /// <summary>Decides, and uses the grant up where it says yes.</summary>
    Admission Admit(TimeSpan now, TransferRequest request);
}
