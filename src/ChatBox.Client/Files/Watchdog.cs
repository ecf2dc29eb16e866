namespace ChatBox.Client.Files;

/// <summary>Ends what waits for the network when nothing has moved for a while: a half-open connection says nothing for ever.</summary>
sealed class Watchdog : IDisposable
{
    readonly CancellationTokenSource late;
    readonly CancellationTokenSource either;
    readonly CancellationToken outer;

    public Watchdog(TimeProvider clock, CancellationToken cancellationToken)
    {
        outer = cancellationToken;
        late = new CancellationTokenSource(Persistence.Stall, clock);
        either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
    }

    public CancellationToken Token => either.Token;

    /// <summary>Something moved. Thread-safe.</summary>
    public void Calm() => late.CancelAfter(Persistence.Stall);

    /// <summary>Whether a cancellation comes from here.</summary>
    public bool HasBarked => late.IsCancellationRequested && !outer.IsCancellationRequested;

    public static ConnectionException Barked() => new("Nothing has come through for a minute.");

    public void Dispose()
    {
        either.Dispose();
        late.Dispose();
    }
}
