using System.Diagnostics.CodeAnalysis;

namespace ChatBox.Server.Delivery;

/// <summary>
/// What waits to be written to one connection, in order. News is bounded by bytes and frames: when it would grow past either, it is not
/// taken and the session must be closed with slow_consumer. Answers are bounded by who asks (a connection is not read while its answers
/// wait), so they always find room. Of news with one coalescing key only the newest waits, in the place of the first. Thread-safe.
/// </summary>
public sealed class Outbox
{
    /// <summary>Bytes of news that may wait. A client that is this far behind catches up by number faster than by waiting.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>Frames of news that may wait.</summary>
    public const int MaxFrames = 500;

    readonly Lock gate = new();
    readonly Queue<Entry> waiting = new();
    readonly Dictionary<string, Entry> byKey = new(StringComparer.Ordinal);
    TaskCompletionSource? reader;
    int newsBytes;
    int newsFrames;
    bool completed;

    /// <summary>Adds news. False where the outbox is full; the news is not in it then.</summary>
    public bool TryAddNews(ReadOnlyMemory<byte> frame, string? coalescingKey = null)
    {
        lock (gate)
        {
            if (completed) return true;
            if (coalescingKey is not null && byKey.TryGetValue(coalescingKey, out var older))
            {
                newsBytes += frame.Length - older.Frame.Length;
                older.Frame = frame;
                return true;
            }

            if (newsFrames + 1 > MaxFrames || newsBytes + frame.Length > MaxBytes) return false;
            newsFrames++;
            newsBytes += frame.Length;
            var entry = new Entry(frame, coalescingKey, isNews: true);
            if (coalescingKey is not null) byKey[coalescingKey] = entry;
            Enqueue(entry);
            return true;
        }
    }

    public void AddAnswer(ReadOnlyMemory<byte> frame)
    {
        lock (gate)
        {
            if (!completed) Enqueue(new Entry(frame, null, isNews: false));
        }
    }

    /// <summary>The last frame: news that still waits is dropped, and nothing is taken any more.</summary>
    public void Complete(ReadOnlyMemory<byte> last)
    {
        lock (gate)
        {
            if (completed) return;
            completed = true;
            while (waiting.TryPeek(out var entry) && entry.IsNews) waiting.Dequeue();
            byKey.Clear();
            if (!last.IsEmpty) waiting.Enqueue(new Entry(last, null, isNews: false));
            reader?.TrySetResult();
        }
    }

    /// <summary>The next frame; for one reader at a time.</summary>
    public bool TryTake([NotNullWhen(true)] out ReadOnlyMemory<byte>? frame)
    {
        lock (gate)
        {
            frame = null;
            if (!waiting.TryDequeue(out var entry)) return false;
            if (entry.IsNews)
            {
                newsFrames--;
                newsBytes -= entry.Frame.Length;
                if (entry.Key is not null) byKey.Remove(entry.Key);
            }

            frame = entry.Frame;
            return true;
        }
    }

    /// <summary>Waits until there is something to take. False when there will be nothing any more.</summary>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task more;
            lock (gate)
            {
                if (waiting.Count > 0) return true;
                if (completed) return false;
                reader = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                more = reader.Task;
            }

            await more.WaitAsync(cancellationToken);
        }
    }

    void Enqueue(Entry entry)
    {
        waiting.Enqueue(entry);
        reader?.TrySetResult();
    }

    sealed class Entry(ReadOnlyMemory<byte> frame, string? key, bool isNews)
    {
        public ReadOnlyMemory<byte> Frame { get; set; } = frame;
        public string? Key { get; } = key;
        public bool IsNews { get; } = isNews;
    }
}
