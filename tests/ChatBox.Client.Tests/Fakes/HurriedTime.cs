namespace ChatBox.Client.Tests.Fakes;

/// <summary>
/// Time for tests in which real disks work: who waits for less than a minute is woken at once, and the clock has moved on by what was
/// waited for; longer timers, which watch over work that has stopped, never fire. Thread-safe.
/// </summary>
sealed class HurriedTime : TimeProvider
{
    static readonly TimeSpan Watching = TimeSpan.FromMinutes(1);

    long ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HurriedTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    sealed class HurriedTimer(HurriedTime time, TimerCallback callback, object? state) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime < TimeSpan.Zero || dueTime >= Watching) return true;
            ThreadPool.QueueUserWorkItem(_ =>
            {
                Interlocked.Add(ref time.ticks, dueTime.Ticks);
                callback(state);
            });
            return true;
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
