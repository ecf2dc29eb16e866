using ChatBox.Core.Changes;
using ChatBox.Core.Files;
using ChatBox.Core.People;
using ChatBox.Server.Storage;

namespace ChatBox.Server.Files;

/// <summary>
/// Tells that an offered file has arrived, for who fetches it with a program that will never say so: a browser that saves it straight to the disk, curl.
/// What goes out in pieces, over several connections, counts when the last of them follows the others without a gap. Thread-safe.
/// </summary>
sealed class Arrivals(MessageWriter writer)
{
    /// <summary>Beyond it the one that began first is forgotten: it stays "accepted" unless its other tells more.</summary>
    const int Capacity = 1_000;

    readonly Lock gate = new();
    readonly Dictionary<(PersonId, FileId), Arrival> begun = [];
    readonly Queue<(PersonId, FileId)> order = new();

    /// <summary>What to tell of the bytes that go out; null where nobody waits for them.</summary>
    public Arrival? Begin(PersonId reader, StoredFile stored)
    {
        if (stored is not { Message: not null, File: { State: FileState.Accepted, Size: { } size } } || stored.Owner == reader) return null;
        lock (gate)
        {
            var key = (reader, stored.File.Id);
            if (begun.TryGetValue(key, out var arrival)) return arrival;
            if (order.Count == Capacity) begun.Remove(order.Dequeue());
            order.Enqueue(key);
            return begun[key] = new Arrival(size);
        }
    }

    /// <summary>After the last byte went out: the state becomes "arrived", unless something else is known by now.</summary>
    public async Task EndAsync(PersonId reader, StoredFile stored, Arrival arrival)
    {
        if (!arrival.IsWhole || stored.Message is not var (conversation, number)) return;
        // Nobody waits for this: the reader has what was asked for, and may be gone.
        await writer.WriteAsync(new ChangeWrite(new FileStateSet(conversation, number, reader, FileState.Arrived)), CancellationToken.None);
    }
}

/// <summary>How much of a file has gone out to one person, from the first byte on. Thread-safe.</summary>
sealed class Arrival(long size)
{
    readonly Lock gate = new();
    long end;

    public bool IsWhole
    {
        get
        {
            lock (gate) return end == size;
        }
    }

    /// <summary>These bytes have gone out. What lies behind a gap says nothing: a player looks at the end of a film first.</summary>
    public void Sent(long from, long to)
    {
        lock (gate)
        {
            if (from <= end) end = Math.Max(end, to);
        }
    }
}
