using ChatBox.Rdt.Packets;

namespace ChatBox.Rdt;

// Answers without state; each is shorter than what it answers.
public sealed partial class Endpoint
{
    int AnswerVersions(TimeSpan now, PeerAddress from, in PacketHeader header, Span<byte> reply)
    {
        if (!knocks.TryTake(now, from)) return 0;
        (reply[0], reply[1]) = ((byte)PacketType.Versions, 0);
        header.Random.CopyTo(reply[2..]);
        reply[Wire.LongStart] = Wire.Version;
        return Wire.LongStart + 1;
    }

    // RETRY: random, what seals well here, the key of the moment, the cookie.
    int AnswerRetry(TimeSpan now, PeerAddress from, in PacketHeader header, Span<byte> reply)
    {
        if (!knocks.TryTake(now, from)) return 0;
        (reply[0], reply[1]) = ((byte)PacketType.Retry, Wire.Version);
        header.Random.CopyTo(reply[2..]);
        reply[Wire.LongStart] = (byte)options.Aeads;
        cookies.PublicPoint(now).CopyTo(reply[(Wire.LongStart + 1)..]);
        cookies.Write(now, from, header.Random, reply.Slice(Wire.LongStart + 1 + Wire.PointSize, Wire.CookieSize));
        return Wire.RetrySize;
    }

    int AnswerReset(TimeSpan now, PeerAddress from, in PacketHeader header, Span<byte> reply)
    {
        if (!resetAnswers.TryTake(now, from)) return 0;
        reply[0] = (byte)PacketType.Reset;
        resets.Write(header.ConnectionId, reply.Slice(1, Wire.TokenSize));
        return Wire.ResetSize;
    }

    // REFUSAL: its number is drawn by lot, because nothing is kept that could count.
    int Refuse(TransferKeys keys, CloseCode code, Span<byte> reply)
    {
        var writer = new FrameWriter(reply.Slice(Wire.DownHeaderSize, 16));
        writer.Close(code, []);
        var number = (long)(random.NextUInt64() >> 24);
        reply[0] = (byte)PacketType.Refusal;
        Wire.WriteNumber(reply[1..], number);
        var end = Wire.DownHeaderSize + writer.Length;
        keys.Refusal.Seal(number, reply[..Wire.DownHeaderSize], reply[Wire.DownHeaderSize..end], reply.Slice(end, Wire.TagSize));
        keys.Dispose();
        return end + Wire.TagSize;
    }
}
