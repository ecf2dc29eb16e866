using System.Collections.Concurrent;

namespace ChatBox.Server.Storage;

/// <summary>
/// How long ago something was stored. What this process stored itself is measured by a clock that nobody sets, so that a link lives ten
/// minutes also when the wall clock jumps; for what was there before, the stored wall time is all there is. Thread-safe.
/// </summary>
sealed class Ages(TimeProvider clock)
{
    // Links and log-outs matter for ten minutes. What is older than this is forgotten, and its stored time is far in the past too.
    static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    const int SweepAt = 1000;

    readonly ConcurrentDictionary<string, TimeSpan> began = new(StringComparer.Ordinal);
    long sweepAt = SweepAt;

    public void Begin(string what)
    {
        var now = clock.GetUptime();
        began[what] = now;
        if (began.Count < Volatile.Read(ref sweepAt)) return;
        foreach (var (key, then) in began)
            if (now - then > Kept) began.TryRemove(key, out _);
        // Twice what is left: however many there are, each is looked at a few times only.
        Volatile.Write(ref sweepAt, Math.Max(SweepAt, 2 * began.Count));
    }

    /// <param name="storedAt">Unix milliseconds. A time to come counts by its distance: the clock was set back since, by whatever
    /// much.</param>
    public TimeSpan Of(string what, long storedAt) => began.TryGetValue(what, out var then)
        ? clock.GetUptime() - then
        : (clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(storedAt)).Duration();

    public static string Link(byte[] secretHash) => "link " + Convert.ToHexString(secretHash);

    public static string LogOut(long device) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"log-out {device}");
}
