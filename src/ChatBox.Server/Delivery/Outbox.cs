using System.Diagnostics.CodeAnalysis;

namespace ChatBox.Server.Delivery;

/// <summary>
/// What waits to be written to one connection, in order. News is bounded by bytes and frames: when it would grow past either, it is not
/// taken and the session must be closed with slow_consumer. Answers always find room, and are bounded by who answers: see
/// <see cref="WaitForAnswersAsync"/>. Signals of calls are bounded by sender. Of news with one coalescing key only the newest waits, in the place of the first. Thread-safe.
/// </summary>
public sealed class Outbox
{
    /// <summary>Bytes of news that may wait. A client that is this far behind catches up by number faster than by waiting.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>Frames of news that may wait.</summary>
    public const int MaxFrames = 500;

    /// <summary>Bytes of signals of one sender that may wait: one description of the largest kind, which JSON can double, and candidates.</summary>
    public const int MaxSignalBytesOfSender = 160 * 1024;

    /// <summary>Signals of one sender that may wait: all that follow one description.</summary>
    public const int MaxSignalsOfSender = 256;

    /// <summary>Bytes of signals that may wait in all.</summary>
    public const int MaxSignalBytes = 512 * 1024;

    /// <summary>Bytes of answers that may wait before no further answer is made: the largest one, and the next.</summary>
    const int MaxAnswerBytes = 128 * 1024;

    readonly Lock gate = new();
    readonly Dictionary<string, Entry> byKey = new(StringComparer.Ordinal);
    readonly Dictionary<long, (int Frames, int Bytes)> signalsOf = [];
    Queue<Entry> waiting = new();
    TaskCompletionSource? reader;
    TaskCompletionSource? answerer;
    int newsBytes;
    int newsFrames;
    int answerBytes;
    int signalBytes;
    long taken;
    long stalledAt = -1;
    bool completed;

    /// <summary>
    /// More than half full of news, and the reader was seen to take something since <see cref="NoteStalled"/>: what follows should wait a
    /// moment for it.
    /// </summary>
    public bool IsCrowded
    {
        get
        {
            lock (gate) return (newsBytes > MaxBytes / 2 || newsFrames > MaxFrames / 2) && taken != stalledAt && !completed;
        }
    }

    /// <summary>Adds news. False where the outbox is full; the news is not in it then.</summary>
    /// <param name="frame">The bytes to write.</param>
    /// <param name="coalescingKey">Of several with this key only the newest counts; null where each counts.</param>
    /// <param name="endedKey">Later news with this key must not take a place before this one.</param>
    public bool TryAddNews(ReadOnlyMemory<byte> frame, string? coalescingKey = null, string? endedKey = null)
    {
        lock (gate)
        {
            if (completed) return true;
            if (coalescingKey is not null && byKey.TryGetValue(coalescingKey, out var older))
            {
                var growth = frame.Length - older.Frame.Length;
                if (newsBytes + growth > MaxBytes) return false;
                newsBytes += growth;
                older.Frame = frame;
                return true;
            }

            if (newsFrames + 1 > MaxFrames || newsBytes + frame.Length > MaxBytes) return false;
            newsFrames++;
            newsBytes += frame.Length;
            var entry = new Entry(frame, EntryKind.News, coalescingKey);
            if (coalescingKey is not null) byKey[coalescingKey] = entry;
            if (endedKey is not null) byKey.Remove(endedKey);
            Enqueue(entry);
            return true;
        }
    }

    public void AddAnswer(ReadOnlyMemory<byte> frame)
    {
        lock (gate)
        {
            if (completed) return;
            answerBytes += frame.Length;
            Enqueue(new Entry(frame, EntryKind.Answer));
        }
    }

    /// <summary>
    /// Adds what another person's client says to this one. It has a measure of its own, so that nobody can fill another's outbox: false where
    /// the sender's is full; the signal is not in it then, and the sender is told.
    /// </summary>
    public bool TryAddSignal(ReadOnlyMemory<byte> frame, long sender)
    {
        lock (gate)
        {
            if (completed) return true;
            var (frames, bytes) = signalsOf.GetValueOrDefault(sender);
            if (frames + 1 > MaxSignalsOfSender || bytes + frame.Length > MaxSignalBytesOfSender || signalBytes + frame.Length > MaxSignalBytes) return false;
            signalsOf[sender] = (frames + 1, bytes + frame.Length);
            signalBytes += frame.Length;
            Enqueue(new Entry(frame, EntryKind.Signal) { Sender = sender });
            return true;
        }
    }

    /// <summary>Waits until so few answers wait that another may be made; returns at once when nothing is taken any more.</summary>
    public async ValueTask WaitForAnswersAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task fewer;
            lock (gate)
            {
                if (completed || answerBytes < MaxAnswerBytes) return;
                answerer ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                fewer = answerer.Task;
            }

            await fewer.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The last frame: news that still waits is dropped, answers are kept, and nothing is taken any more.</summary>
    public void Complete(ReadOnlyMemory<byte> last)
    {
        lock (gate)
        {
            if (completed) return;
            completed = true;
            waiting = new Queue<Entry>(waiting.Where(entry => entry.Kind == EntryKind.Answer));
            byKey.Clear();
            if (!last.IsEmpty) waiting.Enqueue(new Entry(last, EntryKind.Answer));
            reader?.TrySetResult();
            answerer?.TrySetResult();
        }
    }

    /// <summary>The next frame; for one reader at a time.</summary>
    public bool TryTake([NotNullWhen(true)] out ReadOnlyMemory<byte>? frame)
    {
        lock (gate)
        {
            frame = null;
            if (!waiting.TryDequeue(out var entry)) return false;
            taken++;
            if (entry.Kind == EntryKind.Signal)
            {
                NoteTaken(entry);
            }
            else if (entry.Kind == EntryKind.News)
            {
                newsFrames--;
                newsBytes -= entry.Frame.Length;
                // Its key may have ended, and begun anew with another entry.
                if (entry.Key is not null && byKey.TryGetValue(entry.Key, out var newest) && newest == entry) byKey.Remove(entry.Key);
            }
            else
            {
                answerBytes -= entry.Frame.Length;
                if (answerBytes < MaxAnswerBytes)
                {
                    answerer?.TrySetResult();
                    answerer = null;
                }
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

    /// <summary>The reader has taken nothing for too long: nobody waits for it until it takes something again.</summary>
    public void NoteStalled()
    {
        lock (gate) stalledAt = taken;
    }

    void NoteTaken(Entry signal)
    {
        var (frames, bytes) = signalsOf[signal.Sender];
        if (frames == 1) signalsOf.Remove(signal.Sender);
        else signalsOf[signal.Sender] = (frames - 1, bytes - signal.Frame.Length);
        signalBytes -= signal.Frame.Length;
    }

    void Enqueue(Entry entry)
    {
        waiting.Enqueue(entry);
        reader?.TrySetResult();
    }

    enum EntryKind
    {
        News,
        Answer,
        Signal,
    }

    sealed class Entry(ReadOnlyMemory<byte> frame, EntryKind kind, string? key = null)
    {
        public ReadOnlyMemory<byte> Frame { get; set; } = frame;
        public string? Key { get; } = key;
        public EntryKind Kind { get; } = kind;
        public long Sender { get; init; }
    }
}
