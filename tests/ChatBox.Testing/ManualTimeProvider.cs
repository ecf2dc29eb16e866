namespace ChatBox.Testing;

/// <summary>
/// Time that moves only when told. Timers fire on the thread that advances, in the order in which they are due, each at its own
/// moment: a timer set by a callback fires within the same advance when its time falls into it. Thread-safe.
/// </summary>
public sealed class ManualTimeProvider(DateTimeOffset start) : TimeProvider
{
    readonly Lock _lock = new();
    readonly List<ManualTimer> _timers = [];
    readonly long _startTicks = start.UtcTicks;
    TimeSpan _elapsed;
    TimeSpan _clockError;
    long _nextTimer;

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
            lock (_lock)
                return _timers.Count;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return new DateTimeOffset(_startTicks, TimeSpan.Zero) + _elapsed + _clockError;
    }

    public override long GetTimestamp()
    {
        lock (_lock)
            return _elapsed.Ticks;
    }

    /// <summary>Moves both clocks on, and fires what falls due on the way.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        TimeSpan end;
        lock (_lock)
            end = _elapsed + by;

        while (TakeDue(end) is { } due)
            due.Fire();

        lock (_lock)
            _elapsed = end > _elapsed ? end : _elapsed;
    }

    /// <summary>Sets the wall clock, as a person or NTP does: forwards or back, and no timer notices.</summary>
    public void SetUtcNow(DateTimeOffset now)
    {
        lock (_lock)
            _clockError = now - (new DateTimeOffset(_startTicks, TimeSpan.Zero) + _elapsed);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    ManualTimer? TakeDue(TimeSpan end)
    {
        lock (_lock)
        {
            var due = _timers.Where(t => t.Due <= end).OrderBy(t => t.Due).ThenBy(t => t.Number).FirstOrDefault();
            if (due is null)
                return null;

            _timers.Remove(due);
            if (due.Due > _elapsed)
                _elapsed = due.Due;
            if (due.Period is { } period)
                Schedule(due, _elapsed + period);
            return due;
        }
    }

    void Schedule(ManualTimer timer, TimeSpan due)
    {
        timer.Due = due;
        // Of two timers due at once the one set first fires first.
        timer.Number = _nextTimer++;
        _timers.Add(timer);
    }

    sealed class ManualTimer(ManualTimeProvider provider, TimerCallback callback, object? state) : ITimer
    {
        bool _disposed;

        public TimeSpan Due { get; set; }

        public long Number { get; set; }

        public TimeSpan? Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (provider._lock)
            {
                if (_disposed)
                    return false;

                provider._timers.Remove(this);
                // As with the system's timers, a period of zero means once.
                Period = period > TimeSpan.Zero ? period : null;
                if (dueTime != Timeout.InfiniteTimeSpan)
                    provider.Schedule(this, provider._elapsed + dueTime);
                return true;
            }
        }

        public void Dispose()
        {
            lock (provider._lock)
            {
                _disposed = true;
                provider._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
