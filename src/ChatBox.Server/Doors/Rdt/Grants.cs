using ChatBox.Rdt;
using ChatBox.Rdt.Security;

namespace ChatBox.Server.Doors.Rdt;

/// <summary>The book of grants for all doors: they issue, and the listeners' threads ask. Thread-safe.</summary>
sealed class Grants : IGrants
{
    readonly Lock gate = new();
    readonly GrantBook book = new(SecureRandomSource.Instance, Aeads.Local);

    public TicketGrant? TryIssueTicket(
        TimeSpan now, string holder, PeerAddress address, string file, Func<FileOffer?> open, TimeSpan? roundTrip)
    {
        lock (gate) return book.TryIssueTicket(now, holder, address, file, open, roundTrip, out var ticket) ? ticket : null;
    }

    public bool TryIssueForAddress(TimeSpan now, string holder, PeerAddress address, string name, string file, Func<FileOffer?> open)
    {
        lock (gate) return book.TryIssueForAddress(now, holder, address, name, file, open);
    }

    public bool TryGetSecret(ReadOnlySpan<byte> ticket, Span<byte> secret)
    {
        lock (gate) return book.TryGetSecret(ticket, secret);
    }

    public Admission Admit(TimeSpan now, TransferRequest request)
    {
        lock (gate) return book.Admit(now, request);
    }
}
