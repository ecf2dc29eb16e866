namespace ChatBox.Core;

/// <summary>
/// One point in time by two clocks: what people read, and what only ever goes forward. Spans and deadlines are measured by the second; a clock that is
/// set meanwhile changes neither.
/// </summary>
/// <param name="Time">The time of day, in UTC.</param>
/// <param name="Uptime">How long this process's monotonic clock has run.</param>
public readonly record struct Moment(DateTimeOffset Time, TimeSpan Uptime)
{
    /// <summary>A time of day from before, as seen from here: as long ago as it says, and never in the future.</summary>
    public Moment Earlier(DateTimeOffset time) => new(time, Uptime - (time < Time ? Time - time : TimeSpan.Zero));
}
