using ChatBox.Core.Limits;

namespace ChatBox.Core.Calls;

/// <summary>
/// How much one person may do with calls. What goes beyond is refused: who rings or signals that much is no person. Not thread-safe.
/// </summary>
sealed class CallRates
{
    readonly TokenBucket starts = new(CallLimits.StartBurst, CallLimits.StartsPerSecond);
    readonly TokenBucket actions = new(CallLimits.ActionBurst, CallLimits.ActionsPerSecond);
    readonly TokenBucket signals = new(CallLimits.SignalBurst, CallLimits.SignalsPerSecond);
    readonly TokenBucket signalBytes = new(CallLimits.SignalBurstBytes, CallLimits.SignalBytesPerSecond);

    public bool TakeStart(TimeSpan uptime) => starts.TryTake(uptime);

    public bool TakeAction(TimeSpan uptime) => actions.TryTake(uptime);

    public bool TakeSignal(TimeSpan uptime, int bytes) => signals.TryTake(uptime) && signalBytes.TryTake(uptime, bytes);
}
