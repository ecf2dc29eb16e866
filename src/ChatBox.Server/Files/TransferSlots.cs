using ChatBox.Core.People;

namespace ChatBox.Server.Files;

/// <summary>
/// How many files of one person stream at once (<see cref="FileSettings.TransfersPerPerson"/>). Who comes beyond waits a moment, as a page
/// with many pictures does; who waits too long, or behind too many, is told to come later. Thread-safe.
/// </summary>
sealed class TransferSlots(TimeProvider clock)
{
    /// <summary>Others of the same person that may wait. A page asks for no more at once.</summary>
    public const int MaxWaiting = 100;

    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(20);

    readonly Lock gate = new();
    readonly Dictionary<PersonId, Line> lines = [];

    /// <summary>A slot, to be disposed when the transfer ends; null where there is none in time.</summary>
    public async Task<IDisposable?> TakeAsync(PersonId person, CancellationToken cancellationToken)
    {
        Line line;
        lock (gate)
        {
            if (!lines.TryGetValue(person, out line!)) lines[person] = line = new Line();
            if (line.Users >= FileSettings.TransfersPerPerson + MaxWaiting) return null;
            line.Users++;
        }

        var taken = false;
        try
        {
            using var limit = new CancellationTokenSource(MaxWait, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            await line.Slots.WaitAsync(either.Token);
            taken = true;
            return new Slot(this, person, line);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            if (!taken) Leave(person, line);
        }
    }

    void Leave(PersonId person, Line line)
    {
        lock (gate)
        {
            if (--line.Users == 0) lines.Remove(person);
        }
    }

    sealed class Line
    {
        public int Users { get; set; }
        public SemaphoreSlim Slots { get; } = new(FileSettings.TransfersPerPerson);
    }

    sealed class Slot(TransferSlots slots, PersonId person, Line line) : IDisposable
    {
        public void Dispose()
        {
            line.Slots.Release();
            slots.Leave(person, line);
        }
    }
}
