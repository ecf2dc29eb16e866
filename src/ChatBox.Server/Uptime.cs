using ChatBox.Core;

namespace ChatBox.Server;

/// <summary>
/// Spans are measured by a clock that nobody sets: the wall clock jumps when a person, NTP or a virtual machine corrects it.
/// </summary>
static class Uptime
{
    /// <summary>The time since some fixed moment; says nothing by itself, only the distance between two of them does.</summary>
    public static TimeSpan GetUptime(this TimeProvider clock) => clock.GetElapsedTime(0);

    public static Moment GetMoment(this TimeProvider clock) => new(clock.GetUtcNow(), clock.GetUptime());
}
