namespace ChatBox.Client.Connections;

/// <summary>
/// How long to wait before trying to connect again: a random time between 0 and min(30 s, 0.5 s x 2^attempt), so that all who lost a
/// server at the same moment do not come back at the same moment. Docs/protocol.md, "Coming back". Not thread-safe.
/// </summary>
sealed class Backoff(Random random)
{
    public static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>What a server may ask for in a goodbye before it is asking too much.</summary>
    public static readonly TimeSpan LongestWish = TimeSpan.FromMinutes(2);

    int attempt;

    /// <summary>The next connection attempt is the first of its kind again.</summary>
    public void Reset() => attempt = 0;

    /// <param name="wish">What the server asked for; the random time comes on top.</param>
    public TimeSpan Next(TimeSpan wish = default)
    {
        var bound = TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, First.TotalSeconds * Math.Pow(2, attempt)));
        if (bound < Longest) attempt++;
        var granted = wish < TimeSpan.Zero ? TimeSpan.Zero : wish > LongestWish ? LongestWish : wish;
        return granted + bound * random.NextDouble();
    }
}
