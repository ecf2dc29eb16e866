using System.Diagnostics.CodeAnalysis;
using ChatBox.Rdt.Packets;

namespace ChatBox.Rdt;

/// <summary>What a client gets with a ticket, over a safe way.</summary>
/// <param name="Ticket">16 bytes, which it shows.</param>
/// <param name="Secret">32 bytes, which it never sends.</param>
/// <param name="Aeads">What seals well at the server.</param>
public sealed record TicketGrant(byte[] Ticket, byte[] Secret, AeadSupport Aeads);

/// <summary>
/// The grants of a server: each lives 60 s, is for one file, works once, and one person has at most 8 that are not used. Not thread-safe;
/// to be used on the endpoint's thread or under its lock.
/// </summary>
public sealed class GrantBook(IRandomSource random, AeadSupport aeads) : IGrants
{
    /// <summary>A grant is good for so long.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    /// <summary>Grants of one person that are open at once; the next is not given.</summary>
    public const int MaxOpen = 8;

    /// <summary>Grants in all, used ones included until they would have expired; the next is not given.</summary>
    public const int MaxGrants = 16_384;

    readonly List<Grant> grants = [];
    readonly Dictionary<UInt128, Grant> byTicket = [];

    /// <summary>Grants that are kept: open ones, and used ones that have not expired.</summary>
    public int Count => grants.Count;

    /// <summary>A ticket for who asked over the WebSocket or HTTP from that address.</summary>
    /// <param name="holder">Who it is, as the host counts people.</param>
    /// <param name="address">The address of the TCP connection; its port says nothing.</param>
    /// <param name="open">Opens the file when the transfer begins; null where it is gone.</param>
    /// <param name="roundTrip">What is known of the way to it.</param>
    public bool TryIssueTicket(
        TimeSpan now, string holder, PeerAddress address, string file, Func<FileOffer?> open, TimeSpan? roundTrip, [NotNullWhen(true)] out TicketGrant? ticket)
    {
        ticket = null;
        var (id, secret) = (new byte[Wire.TicketSize], new byte[Wire.SecretSize]);
        random.Fill(id);
        random.Fill(secret);
        if (!TryAdd(now, new Grant(now + Lifetime, holder, address, "", file, open, roundTrip, id, secret))) return false;
        ticket = new TicketGrant([.. id], [.. secret], aeads);
        return true;
    }

    /// <summary>A grant for who asked over the text door, by its address and name.</summary>
    public bool TryIssueForAddress(TimeSpan now, string holder, PeerAddress address, string name, string file, Func<FileOffer?> open) =>
        TryAdd(now, new Grant(now + Lifetime, holder, address, name, file, open, null, null, null));

    public bool TryGetSecret(ReadOnlySpan<byte> ticket, Span<byte> secret)
    {
        if (!byTicket.TryGetValue(BinaryPrimitives.ReadUInt128BigEndian(ticket), out var grant)) return false;
        grant.Secret!.CopyTo(secret);
        return true;
    }

    public Admission Admit(TimeSpan now, TransferRequest request)
    {
        var grant = Find(now, request);
        if (grant is null || grant.File != request.File) return Admission.Refuse(CloseCode.GrantRefused);
        grant.IsUsed = true;
        // From elsewhere neither is the address proven, nor does the round trip say anything about the way.
        var isSame = grant.Address.HasSameIp(request.From);
        return grant.Open() is { } offer
            ? new Admission(offer, IsAddressProven: isSame, RoundTrip: isSame ? grant.RoundTrip : null)
            : Admission.Refuse(CloseCode.NoFile);
    }

    Grant? Find(TimeSpan now, TransferRequest request)
    {
        if (request.Ticket.IsEmpty)
        {
            return grants.Find(grant => grant.Ticket is null && grant.IsOpen(now) && grant.Address.HasSameIp(request.From)
                && grant.Name == request.Name && grant.File == request.File);
        }

        return byTicket.TryGetValue(BinaryPrimitives.ReadUInt128BigEndian(request.Ticket.Span), out var grant) && grant.IsOpen(now) ? grant : null;
    }

    bool TryAdd(TimeSpan now, Grant grant)
    {
        // Kept for a second lifetime, so that whoever comes late is told so and not left without an answer.
        for (var i = grants.Count - 1; i >= 0; i--)
        {
            if (now <= grants[i].Until + Lifetime) continue;
            if (grants[i].Ticket is { } old) byTicket.Remove(BinaryPrimitives.ReadUInt128BigEndian(old));
            grants.RemoveAt(i);
        }

        if (grants.Count >= MaxGrants || grants.Count(other => other.Holder == grant.Holder && other.IsOpen(now)) >= MaxOpen) return false;
        grants.Add(grant);
        if (grant.Ticket is not null) byTicket[BinaryPrimitives.ReadUInt128BigEndian(grant.Ticket)] = grant;
        return true;
    }

    sealed record Grant(
        TimeSpan Until, string Holder, PeerAddress Address, string Name, string File, Func<FileOffer?> Open, TimeSpan? RoundTrip, byte[]? Ticket, byte[]? Secret)
    {
        public bool IsUsed { get; set; }

        public bool IsOpen(TimeSpan now) => !IsUsed && now <= Until;
    }
}
