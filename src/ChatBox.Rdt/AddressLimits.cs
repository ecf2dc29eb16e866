namespace ChatBox.Rdt;

/// <summary>
/// So many things a second per address, in a table of fixed size: addresses share a place now and then, by a hash that nobody outside can
/// compute. Nothing is allocated for an address, so no flood from many can fill the memory. Not thread-safe.
/// </summary>
sealed class AddressLimits
{
    const int Places = 4_096;

    readonly TokenBucket[] buckets = new TokenBucket[Places];
    readonly ulong secret;

    public AddressLimits(int perSecond, IRandomSource random)
    {
        Array.Fill(buckets, new TokenBucket(perSecond, perSecond * 2));
        secret = random.NextUInt64() | 1;
    }

    public bool TryTake(TimeSpan now, PeerAddress address)
    {
        // Multiply and fold: the high bits depend on every bit of the address and the secret.
        var mixed = Math.BigMul(address.Neighbourhood ^ (secret >> 1), secret, out var low) ^ low;
        return buckets[mixed % Places].TryTake(now);
    }
}
