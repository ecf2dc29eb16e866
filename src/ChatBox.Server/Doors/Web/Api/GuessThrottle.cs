using System.Net;
using ChatBox.Core.Limits;

namespace ChatBox.Server.Doors.Web.Api;

/// <summary>
/// Wrong codes and tokens, per address (IPv6: per /64): ten at once, then one in six seconds. A class sits behind one address, so what is
/// right is never counted. Thread-safe.
/// </summary>
public sealed class GuessThrottle(TimeProvider clock)
{
    const int Burst = 10;
    const double PerSecond = 1 / 6.0;

    // Addresses kept. When there are more, those that have not guessed for a minute are forgotten; under an attack from more addresses
    // than this at once, new ones wait.
    const int MaxAddresses = 10_000;

    readonly Lock gate = new();
    readonly Dictionary<IPAddress, TokenBucket> buckets = [];

    /// <summary>Counts a wrong guess. False where there were too many.</summary>
    public bool TryGuess(IPAddress? address) => WithBucket(address, static (bucket, now) => bucket.TryTake(now));

    /// <summary>True where this address may try at all.</summary>
    public bool MayTry(IPAddress? address) => WithBucket(address, static (bucket, now) => bucket.HasOne(now));

    bool WithBucket(IPAddress? address, Func<TokenBucket, TimeSpan, bool> use)
    {
        var now = clock.GetUptime();
        lock (gate)
        {
            var key = AddressKey.Of(address ?? IPAddress.None);
            if (!buckets.TryGetValue(key, out var bucket))
            {
                if (buckets.Count >= MaxAddresses) Sweep(now);
                if (buckets.Count >= MaxAddresses) return false;
                buckets[key] = bucket = new TokenBucket(Burst, PerSecond);
            }

            return use(bucket, now);
        }
    }

    void Sweep(TimeSpan now)
    {
        foreach (var (key, bucket) in buckets)
            if (bucket.IsFull(now)) buckets.Remove(key);
    }
}
