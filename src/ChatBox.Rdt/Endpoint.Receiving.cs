using System.Text;
using ChatBox.Rdt.Connections;
using ChatBox.Rdt.Packets;

namespace ChatBox.Rdt;

public sealed partial class Endpoint
{
    /// <summary>A datagram has come; it is opened in place.</summary>
    /// <param name="reply">Room for an answer, at least 1,200 bytes.</param>
    /// <returns>Bytes of the answer that is to be sent back to where the datagram came from; 0 for none, which is the rule.</returns>
    public int Handle(TimeSpan now, PeerAddress from, Span<byte> datagram, Span<byte> reply)
    {
        if (PacketHeader.TryReadOtherVersion(datagram, out var other)) return AnswerVersions(now, from, other, reply);
        if (!PacketHeader.TryReadFromClient(datagram, out var header)) return 0;
        switch (header.Type)
        {
            case PacketType.Up:
                if (!byId.TryGetValue(header.ConnectionId, out var known)) return AnswerReset(now, from, header, reply);
                Handle(now, known, from, header, datagram);
                return 0;
            case PacketType.Hello:
                return HandleHello(now, from, header, datagram, reply);
            default:
                return AnswerRetry(now, from, header, reply);
        }
    }

    static void Handle(TimeSpan now, FileSender transfer, PeerAddress from, in PacketHeader header, Span<byte> datagram)
    {
        transfer.Handle(now, from, header, datagram);
        transfer.NeedsPoll = true;
    }

    // :: Step 1: whose is it?
    int HandleHello(TimeSpan now, PeerAddress from, in PacketHeader header, Span<byte> datagram, Span<byte> reply)
    {
        if (byId.TryGetValue(header.ConnectionId, out var known) && known.ClientRandom.SequenceEqual(header.Random))
        {
            Handle(now, known, from, header, datagram);
            return 0;
        }

        if (!Aeads.IsKnown(header.Aead)) return 0;
        // :: Step 2: the keys, which only who has the grant or the cookie can have.
        TimeSpan? roundTrip = null;
        var keys = header.Kind == CredentialKind.Ticket ? KeysOfTicket(header) : KeysOfCookie(now, from, header, out roundTrip);
        if (keys is null) return 0;
        // :: Step 3: the seal.
        var body = datagram[header.Length..^Wire.TagSize];
        if (header.Number >= PacketKeys.EpochSize || !keys.Up.TryOpen(header.Number, header.Bytes, body, datagram[^Wire.TagSize..]))
        {
            keys.Dispose();
            return 0;
        }

        // :: Step 4: what is asked for, and whether there is room for it.
        var frame = new FrameReader(body);
        if (!frame.TryRead() || frame.Type != FrameType.Request || known is not null)
            return Refuse(keys, known is null ? CloseCode.ProtocolError : CloseCode.GrantRefused, reply);
        var isTicket = header.Kind == CredentialKind.Ticket;
        if (!HasRoom(from, isTicket, isProven: true)) return Refuse(keys, CloseCode.Busy, reply);
        // :: Step 5: the host decides.
        var request = new TransferRequest(
            isTicket ? header.Credential.ToArray() : default, from, Encoding.UTF8.GetString(frame.Name), Encoding.UTF8.GetString(frame.File), frame.Number);
        var admission = grants.Admit(now, request);
        if (admission.Offer is null) return Refuse(keys, admission.Refusal, reply);
        var isProven = !isTicket || admission.IsAddressProven;
        if (!HasRoom(from, isTicket, isProven))
        {
            options.TurnedAway?.Invoke(admission.Offer);
            return Refuse(keys, CloseCode.Busy, reply);
        }

        // :: Step 6: the transfer.
        Begin(now, from, header, datagram.Length, body, keys, admission, isProven, roundTrip ?? admission.RoundTrip);
        return 0;
    }

    void Begin(
        TimeSpan now, PeerAddress from, in PacketHeader header, int size, ReadOnlySpan<byte> payload, TransferKeys keys, Admission admission, bool isProven,
        TimeSpan? roundTrip)
    {
        var id = header.ConnectionId;
        var token = new byte[Wire.TokenSize];
        resets.Write(id, token);
        var start = new SenderStart(id, keys, header.Random.ToArray(), from, isProven, roundTrip, admission.Offer!, token);
        var transfer = new FileSender(now, options.Sender, start, random, options.Trace?.Invoke(id)) { CameByTicket = header.Kind == CredentialKind.Ticket };
        byId[id] = transfer;
        transfers.Add(transfer);
        transfer.HandleFirst(now, from, header.Number, size, payload);
    }

    TransferKeys? KeysOfTicket(in PacketHeader header)
    {
        Span<byte> secret = stackalloc byte[Wire.SecretSize];
        return grants.TryGetSecret(header.Credential, secret) ? TransferKeys.Derive(secret, header.Bytes[..^Wire.NumberSize], []) : null;
    }

    TransferKeys? KeysOfCookie(TimeSpan now, PeerAddress from, in PacketHeader header, out TimeSpan? roundTrip)
    {
        roundTrip = null;
        if (!cookies.TryOpen(now, from, header.Random, header.Credential, out var exchange, out var age)) return null;
        // The limit comes before the cookie is spent: who is told to wait may come again with it.
        if (!exchanges.TryTake(now, from) || !cookies.TrySpend(now, header.ConnectionId)) return null;
        roundTrip = age;
        Span<byte> secret = stackalloc byte[Wire.SecretSize];
        return exchange.TryAgree(header.ClientPoint, secret) ? TransferKeys.Derive(secret, header.Bytes[..^Wire.NumberSize], exchange.PublicPoint) : null;
    }

    bool HasRoom(PeerAddress from, bool isTicket, bool isProven)
    {
        if (transfers.Count >= options.MaxTransfers) return false;
        var (all, unproven) = (0, 0);
        foreach (var transfer in transfers)
        {
            if (transfer.Address.Neighbourhood != from.Neighbourhood) continue;
            all++;
            if (!transfer.CameByTicket || !transfer.IsAddressProven) unproven++;
        }

        return all < options.MaxTransfersPerAddress && ((isTicket && isProven) || unproven < options.MaxUnprovenPerAddress);
    }
}
