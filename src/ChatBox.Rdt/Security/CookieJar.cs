using System.Security.Cryptography;
using ChatBox.Rdt.Packets;

namespace ChatBox.Rdt.Security;

/// <summary>
/// Cookies, and the server's key of the moment. A cookie is checked by computing it again, so nothing is kept for it; only those that were
/// used are remembered, for as long as they would be good. Not thread-safe.
/// </summary>
sealed class CookieJar : IDisposable
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan KeyLifetime = TimeSpan.FromSeconds(50);

    /// <summary>Used cookies that are remembered. When full, cookies are refused until the oldest has expired; the limits on key exchanges come first.</summary>
    public const int MaxSpent = 8_192;

    readonly byte[] macKey = new byte[32];
    readonly Dictionary<ulong, TimeSpan> spent = [];
    readonly Queue<(ulong Id, TimeSpan Until)> order = [];
    KeyExchange current = new();
    KeyExchange? previous;
    byte number;
    TimeSpan madeAt;

    public CookieJar(IRandomSource random) => random.Fill(macKey);

    public ReadOnlySpan<byte> PublicPoint(TimeSpan now)
    {
        Rotate(now);
        return current.PublicPoint;
    }

    public void Write(TimeSpan now, PeerAddress address, ReadOnlySpan<byte> random, Span<byte> cookie)
    {
        Rotate(now);
        BinaryPrimitives.WriteInt64BigEndian(cookie[Wire.CookieMacSize..], now.Ticks);
        cookie[^1] = number;
        Mac(address, random, cookie[Wire.CookieMacSize..], cookie[..Wire.CookieMacSize]);
    }

    /// <param name="age">How long ago the cookie was made: no less than a round trip.</param>
    public bool TryOpen(TimeSpan now, PeerAddress address, ReadOnlySpan<byte> random, ReadOnlySpan<byte> cookie, out KeyExchange key, out TimeSpan age)
    {
        Rotate(now);
        key = current;
        age = default;
        Span<byte> mac = stackalloc byte[Wire.CookieMacSize];
        Mac(address, random, cookie[Wire.CookieMacSize..], mac);
        if (!CryptographicOperations.FixedTimeEquals(mac, cookie[..Wire.CookieMacSize])) return false;
        // Only now is the time known to be our own.
        age = now - TimeSpan.FromTicks(BinaryPrimitives.ReadInt64BigEndian(cookie[Wire.CookieMacSize..]));
        if (age > Lifetime) return false;
        if (cookie[^1] == number) return true;
        key = previous!;
        return cookie[^1] == (byte)(number - 1) && previous is not null;
    }

    /// <summary>A cookie was used. False where it had been before, or where too many are remembered already.</summary>
    public bool TrySpend(TimeSpan now, ulong id)
    {
        while (order.TryPeek(out var oldest) && oldest.Until < now)
        {
            order.Dequeue();
            spent.Remove(oldest.Id);
        }

        if (spent.Count >= MaxSpent || !spent.TryAdd(id, now + Lifetime)) return false;
        order.Enqueue((id, now + Lifetime));
        return true;
    }

    public void Dispose()
    {
        current.Dispose();
        previous?.Dispose();
        CryptographicOperations.ZeroMemory(macKey);
    }

    // A key is replaced after 50 s and kept for the 10 s that its cookies live: no key is older than 60 s when it is used last.
    void Rotate(TimeSpan now)
    {
        if (now - madeAt < KeyLifetime) return;
        previous?.Dispose();
        previous = now - madeAt < KeyLifetime + Lifetime ? current : null;
        if (previous is null) current.Dispose();
        current = new KeyExchange();
        number++;
        madeAt = now;
    }

    void Mac(PeerAddress address, ReadOnlySpan<byte> random, ReadOnlySpan<byte> rest, Span<byte> mac)
    {
        Span<byte> input = stackalloc byte[16 + 2 + Wire.RandomSize + 9];
        address.WriteIp(input);
        BinaryPrimitives.WriteUInt16BigEndian(input[16..], address.Port);
        random.CopyTo(input[18..]);
        rest.CopyTo(input[(18 + Wire.RandomSize)..]);
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(macKey, input, whole);
        whole[..Wire.CookieMacSize].CopyTo(mac);
    }
}
