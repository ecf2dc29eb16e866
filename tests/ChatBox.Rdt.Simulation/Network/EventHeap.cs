namespace ChatBox.Rdt.Simulation.Network;

readonly record struct ScheduledEvent(TimeSpan At, long Order, IEventHandler Handler, object? State, int Argument);

/// <summary>A binary heap by time, then by order of scheduling: the framework's priority queue does not keep the order of equals.</summary>
sealed class EventHeap
{
    ScheduledEvent[] heap = new ScheduledEvent[256];
    long order;

    public int Count { get; private set; }

    public TimeSpan NextAt => heap[0].At;

    public void Push(TimeSpan at, IEventHandler handler, object? state, int argument)
    {
        if (Count == heap.Length) Array.Resize(ref heap, Count * 2);
        var added = new ScheduledEvent(at, order++, handler, state, argument);
        var index = Count++;
        while (index > 0)
        {
            var parent = (index - 1) / 2;
            if (IsBefore(heap[parent], added)) break;
            heap[index] = heap[parent];
            index = parent;
        }

        heap[index] = added;
    }

    public ScheduledEvent Pop()
    {
        var first = heap[0];
        var last = heap[--Count];
        heap[Count] = default;
        var index = 0;
        while (true)
        {
            var child = (index * 2) + 1;
            if (child >= Count) break;
            if (child + 1 < Count && IsBefore(heap[child + 1], heap[child])) child++;
            if (!IsBefore(heap[child], last)) break;
            heap[index] = heap[child];
            index = child;
        }

        if (Count > 0) heap[index] = last;
        return first;
    }

    static bool IsBefore(in ScheduledEvent one, in ScheduledEvent other) =>
        one.At != other.At ? one.At < other.At : one.Order < other.Order;
}
