using ChatBox.Core.Limits;

namespace ChatBox.Server.Doors.Text;

/// <summary>Ten lines at once, then one a second: whoever sends rubbish must not fill the log. Thread-safe.</summary>
sealed class LogThrottle(TimeProvider clock)
{
    readonly Lock gate = new();
    readonly TokenBucket lines = new(burst: 10, perSecond: 1);

    public bool TryTake()
    {
        lock (gate) return lines.TryTake(clock.GetUptime());
    }
}
