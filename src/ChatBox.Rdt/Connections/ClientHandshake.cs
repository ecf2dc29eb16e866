using ChatBox.Rdt.Packets;

namespace ChatBox.Rdt.Connections;

/// <summary>
/// How a client gets its keys: at once from a ticket, or by KNOCK and RETRY. Not thread-safe.
/// </summary>
sealed class ClientHandshake : IDisposable
{
    static readonly TimeSpan FirstKnockInterval = TimeSpan.FromSeconds(1);

    readonly ReceiverOptions options;
    readonly IRandomSource source;
    readonly byte[] random = new byte[Wire.RandomSize];
    KeyExchange? exchange;
    TimeSpan knockInterval;
    TimeSpan? knockedAt;
    bool hasKnockedOnce;

    public ClientHandshake(TimeSpan now, ReceiverOptions options, IRandomSource source)
    {
        (this.options, this.source) = (options, source);
        if (options.Ticket is { } ticket)
        {
            source.Fill(random);
            SetKeys(HelloHeader.ForTicket(random, Aeads.Choose(options.Aeads, ticket.Aeads), ticket.Ticket), ticket.Secret, []);
        }
        else
        {
            StartKnocking(now);
        }
    }

    /// <summary>HELLO up to its number; empty before there are keys.</summary>
    public byte[] Header { get; private set; } = [];

    public TransferKeys? Keys { get; private set; }

    public ulong ConnectionId => BinaryPrimitives.ReadUInt64BigEndian(Header.AsSpan(Wire.CredentialAt));

    /// <summary>When the next KNOCK is due; null while there are keys.</summary>
    public TimeSpan? NextKnockAt { get; private set; }

    /// <summary>Between the only KNOCK and its RETRY; null without that.</summary>
    public TimeSpan? RoundTrip { get; private set; }

    public bool Echoes(ReadOnlySpan<byte> echoed) => echoed.SequenceEqual(random);

    /// <summary>HELLO gets no answer: perhaps its cookie is spent. Begins anew, with a new random and so with new keys.</summary>
    public void StartKnocking(TimeSpan now)
    {
        Keys?.Dispose();
        Keys = null;
        Header = [];
        source.Fill(random);
        exchange ??= new KeyExchange();
        (knockInterval, NextKnockAt, knockedAt, hasKnockedOnce) = (options.RoundTrip * 3 ?? FirstKnockInterval, now, null, false);
    }

    public int WriteKnock(TimeSpan now, Span<byte> room)
    {
        var knock = room[..Wire.BaseDatagramSize];
        knock.Clear();
        (knock[0], knock[1]) = ((byte)PacketType.Knock, Wire.Version);
        random.CopyTo(knock[2..]);
        hasKnockedOnce = knockedAt is null;
        knockedAt = now;
        // Up to a quarter more by lot: those who were turned away together, by a restart or a full queue, do not come back together.
        NextKnockAt = now + (knockInterval * (1 + (source.Next(0, 256) / 1_024.0)));
        knockInterval *= 2;
        return knock.Length;
    }

    /// <summary>RETRY has come; false where it is not for this handshake.</summary>
    public bool TryHandleRetry(TimeSpan now, in PacketHeader retry)
    {
        if (NextKnockAt is null || !Echoes(retry.Random)) return false;
        var body = retry.Bytes[Wire.LongStart..];
        var point = body.Slice(1, Wire.PointSize);
        Span<byte> secret = stackalloc byte[Wire.SecretSize];
        if (!exchange!.TryAgree(point, secret)) return false;
        // RFC 9002, section 5.1 and Karn: with two KNOCKs out nobody knows which of them is answered.
        if (hasKnockedOnce) RoundTrip = now - knockedAt;
        NextKnockAt = null;
        var aead = Aeads.Choose(options.Aeads, (AeadSupport)body[0]);
        SetKeys(HelloHeader.ForCookie(random, aead, body[(1 + Wire.PointSize)..], exchange.PublicPoint), secret, point);
        return true;
    }

    public void Dispose()
    {
        Keys?.Dispose();
        exchange?.Dispose();
    }

    void SetKeys(byte[] header, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> serverPoint)
    {
        Header = header;
        Keys = TransferKeys.Derive(secret, header, serverPoint);
    }
}
