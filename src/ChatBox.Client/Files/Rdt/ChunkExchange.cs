namespace ChatBox.Client.Files.Rdt;

/// <summary>
/// The chunks between who fills them and who empties them, each a thread of its own: a fixed number goes round, so that nothing is allocated
/// and who is faster waits for the other. Waiting is by the monitor, which does not spin: the other side takes longer than that. Thread-safe.
/// </summary>
sealed class ChunkExchange
{
    /// <summary>1.5 MiB in all.</summary>
    const int Chunks = 12;

    readonly object gate = new();

    // The last one back is the first one out: it is still in the processor's cache.
    readonly Stack<ReceivedChunk> free = new(Enumerable.Range(0, Chunks).Select(_ => new ReceivedChunk()));
    readonly Queue<ReceivedChunk> filled = new(Chunks);
    bool isComplete;

    /// <summary>An empty chunk; null where none has come back in that time, or after <see cref="Complete"/>.</summary>
    public ReceivedChunk? TakeFree(TimeSpan patience)
    {
        lock (gate)
        {
            // Woken by whatever changes; that what changed is of no use to this side can be only at the end.
            if (free.Count == 0 && !isComplete) Monitor.Wait(gate, patience);
            return isComplete || !free.TryPop(out var chunk) ? null : chunk;
        }
    }

    /// <summary>A chunk to be emptied.</summary>
    public void Hand(ReceivedChunk chunk)
    {
        lock (gate)
        {
            filled.Enqueue(chunk);
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>The next chunk to empty, as soon as there is one; null when all have been emptied and no more come.</summary>
    public ReceivedChunk? TakeFilled()
    {
        lock (gate)
        {
            while (filled.Count == 0)
            {
                if (isComplete) return null;
                Monitor.Wait(gate);
            }

            return filled.Dequeue();
        }
    }

    /// <summary>A chunk whose bytes are where they belong.</summary>
    public void Return(ReceivedChunk chunk)
    {
        chunk.Clear();
        lock (gate)
        {
            free.Push(chunk);
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>No more is filled: ends the wait of either side. What has been handed over can still be taken.</summary>
    public void Complete()
    {
        lock (gate)
        {
            isComplete = true;
            Monitor.PulseAll(gate);
        }
    }
}
