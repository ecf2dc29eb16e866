namespace ChatBox.Rdt.Simulation.Network;

/// <summary>What happens when an event's time has come.</summary>
public interface IEventHandler
{
    void HandleEvent(object? state, int argument);
}

/// <summary>
/// A discrete-event clock: time jumps from one event to the next, and events of the same instant happen in the order in which they were
/// scheduled. Nothing here waits. Not thread-safe; several clocks may run on several threads.
/// </summary>
public sealed class VirtualClock
{
    readonly EventHeap events = new();

    public TimeSpan Now { get; private set; }

    public long HandledEvents { get; private set; }

    public void Schedule(TimeSpan at, IEventHandler handler, object? state = null, int argument = 0) =>
        events.Push(at < Now ? Now : at, handler, state, argument);

    public void Schedule(TimeSpan at, Action action) => Schedule(at, Call.Instance, action);

    /// <summary>Lets time pass until the condition holds, nothing is left to happen, or the end is reached (time then stands at the end).</summary>
    /// <returns>Whether the condition came to hold.</returns>
    public bool RunUntil(Func<bool> condition, TimeSpan end)
    {
        while (!condition())
        {
            if (!Step(end)) return condition();
        }

        return true;
    }

    public void Run(TimeSpan end)
    {
        while (Step(end))
        {
        }
    }

    bool Step(TimeSpan end)
    {
        if (events.Count == 0 || events.NextAt > end)
        {
            if (Now < end) Now = end;
            return false;
        }

        var next = events.Pop();
        Now = next.At;
        HandledEvents++;
        next.Handler.HandleEvent(next.State, next.Argument);
        return true;
    }

    sealed class Call : IEventHandler
    {
        public static readonly Call Instance = new();

        public void HandleEvent(object? state, int argument) => ((Action)state!)();
    }
}
