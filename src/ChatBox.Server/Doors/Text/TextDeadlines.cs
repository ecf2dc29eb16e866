using System.IO.Pipelines;
using ChatBox.Protocol.Text;

namespace ChatBox.Server.Doors.Text;

/// <summary>When reading is to be woken although nothing came: quiet, a message that does not end, nobody who connects.</summary>
sealed class TextDeadlines : IDisposable
{
    readonly TimeProvider clock;
    readonly ITimer timer;
    long lastByte;
    long? messageBegan;
    long idleSince;

    public TextDeadlines(TimeProvider clock, PipeReader input)
    {
        this.clock = clock;
        idleSince = clock.GetTimestamp();
        timer = clock.CreateTimer(_ => input.CancelPendingRead(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public bool IsQuiet => clock.GetElapsedTime(lastByte) >= TextLimits.Quiet;

    public bool IsMessageOverdue => messageBegan is { } began && clock.GetElapsedTime(began) >= TextLimits.MessageTime;

    public bool IsLoginOverdue => clock.GetElapsedTime(idleSince) >= TextLimits.LoginTime;

    public void HandleBytes() => lastByte = clock.GetTimestamp();

    /// <summary>A message ended; what follows begins anew.</summary>
    public void HandleFrame()
    {
        messageBegan = null;
        idleSince = clock.GetTimestamp();
    }

    /// <summary>Sets the timer for whatever is due first.</summary>
    public void Arm(TextFrameReader reader, bool connected)
    {
        messageBegan = reader.InFrame ? messageBegan ?? lastByte : null;
        var due = connected ? TimeSpan.MaxValue : Left(idleSince, TextLimits.LoginTime);
        if (messageBegan is { } began) due = Min(due, Left(began, TextLimits.MessageTime));
        if (reader.AwaitsEnd) due = Min(due, Left(lastByte, TextLimits.Quiet));
        timer.Change(due == TimeSpan.MaxValue ? Timeout.InfiniteTimeSpan : due, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => timer.Dispose();

    TimeSpan Left(long since, TimeSpan time)
    {
        var left = time - clock.GetElapsedTime(since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
