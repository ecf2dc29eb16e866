namespace ChatBox.Server.Files.Uploads;

/// <summary>
/// One request at a time for each upload, and the newest wins: whoever holds the turn is asked to stop, stores what it has, and hands over.
/// So a request whose connection is only half there never keeps its client from going on with a new one. Thread-safe.
/// </summary>
sealed class UploadTurns(TimeProvider clock)
{
    /// <summary>
    /// How long a newcomer waits for the one before. That one stops reading at once; what takes time is the disk. Beyond it the newcomer is
    /// told to come again (423).
    /// </summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    readonly Lock gate = new();
    readonly Dictionary<string, Line> lines = new(StringComparer.Ordinal);

    /// <summary>The turn; null where a still newer request came, or the one before did not let go in time.</summary>
    public async Task<Turn?> TakeAsync(string id, CancellationToken cancellationToken)
    {
        Waiting mine;
        lock (gate)
        {
            if (!lines.TryGetValue(id, out var line))
            {
                lines[id] = line = new Line();
                return line.Current = new Turn(this, id);
            }

            line.Current.Displace();
            line.Next?.Given.TrySetResult(null);
            line.Next = mine = new Waiting();
        }

        try
        {
            return await mine.Given.Task.WaitAsync(MaxWait, clock, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            lock (gate)
            {
                if (lines.TryGetValue(id, out var line) && line.Next == mine) line.Next = null;
            }

            // It may have been given in the same moment.
            if (!mine.Given.TrySetResult(null)) (await mine.Given.Task)?.Dispose();
            if (exception is OperationCanceledException) throw;
            return null;
        }
    }

    /// <summary>Whether somebody holds the turn of this upload now.</summary>
    public bool IsTaken(string id)
    {
        lock (gate) return lines.ContainsKey(id);
    }

    /// <summary>Asks whoever holds the turn to stop.</summary>
    public void Displace(string id)
    {
        lock (gate)
        {
            if (lines.TryGetValue(id, out var line)) line.Current.Displace();
        }
    }

    void Release(string id)
    {
        lock (gate)
        {
            var line = lines[id];
            while (line.Next is { } next)
            {
                line.Next = null;
                line.Current = new Turn(this, id);
                if (next.Given.TrySetResult(line.Current)) return;
            }

            lines.Remove(id);
        }
    }

    sealed class Line
    {
        public Turn Current { get; set; } = null!;
        public Waiting? Next { get; set; }
    }

    sealed class Waiting
    {
        public TaskCompletionSource<Turn?> Given { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Held by one request. To be disposed once.</summary>
    public sealed class Turn(UploadTurns turns, string id) : IDisposable
    {
        readonly CancellationTokenSource displaced = new();

        /// <summary>Cancelled when a newer request waits.</summary>
        public CancellationToken Displaced => displaced.Token;

        // Under the lock of the lines: what is cancelled must not run here.
        internal void Displace() => _ = displaced.CancelAsync();

        public void Dispose() => turns.Release(id);
    }
}
