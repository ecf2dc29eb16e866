namespace ChatBox.Client.Files;

/// <summary>Ends what waits for the network when nothing has moved for a while: a half-open connection says nothing for ever.</summary>
sealed class Watchdog : IDisposable
{
    readonly CancellationTokenSource _late;
    readonly CancellationTokenSource _either;
    readonly CancellationToken _outer;

    public Watchdog(TimeProvider clock, CancellationToken cancellationToken)
    {
        _outer = cancellationToken;
        _late = new CancellationTokenSource(Persistence.Stall, clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _late.Token);
    }

    public CancellationToken Token => _either.Token;

    /// <summary>Something moved. Thread-safe.</summary>
    public void Calm() => _late.CancelAfter(Persistence.Stall);

    /// <summary>Whether a cancellation comes from here.</summary>
    public bool HasBarked => _late.IsCancellationRequested && !_outer.IsCancellationRequested;

    public static ConnectionException Barked() => new("Nothing has come through for a minute.");

    public void Dispose()
    {
        _either.Dispose();
        _late.Dispose();
    }
}
