namespace ChatBox.Testing;

/// <summary>
/// Time that moves only when told. Timers fire on the thread that advances, in the order in which they are due, each at its own
/// moment: a timer set by a callback fires within the same advance when its time falls into it. Thread-safe.
/// </summary>
public sealed class ManualTimeProvider(DateTimeOffset start) : TimeProvider
{
    readonly Lock gate = new();
    readonly List<ManualTimer> timers = [];
    readonly long startTicks = start.UtcTicks;
    TimeSpan elapsed;
    TimeSpan clockError;
    long nextTimer;

    /// <summary>Starts at noon of a summer day, as good as any and the same in every run.</summary>
    public ManualTimeProvider()
        : this(new DateTimeOffset(2030, 6, 15, 12, 0, 0, TimeSpan.Zero))
    {
    }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers are waiting, to see that nothing is left behind.</summary>
    public int PendingTimers
    {
        get
        {
            lock (gate)
                return timers.Count;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
            return new DateTimeOffset(startTicks, TimeSpan.Zero) + elapsed + clockError;
    }

    public override long GetTimestamp()
    {
        lock (gate)
            return elapsed.Ticks;
    }

    /// <summary>Moves both clocks on, and fires what falls due on the way.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        TimeSpan end;
        lock (gate)
            end = elapsed + by;

        while (TakeDue(end) is { } due)
            due.Fire();

        lock (gate)
            elapsed = end > elapsed ? end : elapsed;
    }

    /// <summary>Sets the wall clock, as a person or NTP does: forwards or back, and no timer notices.</summary>
    public void SetUtcNow(DateTimeOffset now)
    {
        lock (gate)
            clockError = now - (new DateTimeOffset(startTicks, TimeSpan.Zero) + elapsed);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    ManualTimer? TakeDue(TimeSpan end)
    {
        lock (gate)
        {
            var due = timers.Where(t => t.Due <= end).OrderBy(t => t.Due).ThenBy(t => t.Number).FirstOrDefault();
            if (due is null)
                return null;

            timers.Remove(due);
            if (due.Due > elapsed)
                elapsed = due.Due;
            if (due.Period is { } period)
                Schedule(due, elapsed + period);
            return due;
        }
    }

    void Schedule(ManualTimer timer, TimeSpan due)
    {
        timer.Due = due;
        // Of two timers due at once the one set first fires first.
        timer.Number = nextTimer++;
        timers.Add(timer);
    }

    sealed class ManualTimer(ManualTimeProvider provider, TimerCallback callback, object? state) : ITimer
    {
        bool disposed;

        public TimeSpan Due { get; set; }

        public long Number { get; set; }

        public TimeSpan? Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (provider.gate)
            {
                if (disposed)
                    return false;

                provider.timers.Remove(this);
                // As with the system's timers, a period of zero means once.
                Period = period > TimeSpan.Zero ? period : null;
                if (dueTime != Timeout.InfiniteTimeSpan)
                    provider.Schedule(this, provider.elapsed + dueTime);
                return true;
            }
        }

        public void Dispose()
        {
            lock (provider.gate)
            {
                disposed = true;
                provider.timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
