using ChatBox.Client.Connections;

namespace ChatBox.Client.Files;

/// <summary>
/// What goes on trying: a step that fails for a reason that passes by itself is done again after a while, until nothing has moved for the
/// patience given. Not thread-safe.
/// </summary>
sealed class Persistence(TimeSpan patience, TimeProvider clock, Random random, Action<string>? notice)
{
    // An answer or a byte every so often, or the connection counts as broken: half-open ones are never told.
    public static readonly TimeSpan Stall = TimeSpan.FromSeconds(60);

    static readonly HashSet<string> Passing = ["rate_limited", "server_busy", "going_away", "internal"];

    readonly Backoff backoff = new(random);
    long moved = clock.GetTimestamp();
    bool isBroken;

    /// <summary>Something is moving, and may yet be lost.</summary>
    public void Touched() => moved = clock.GetTimestamp();

    /// <summary>Something got through: the next failure is the first of its row again.</summary>
    public void Moved()
    {
        Touched();
        if (!isBroken) return;
        isBroken = false;
        backoff.Reset();
    }

    /// <summary>Waits before the next try, or throws the reason where it will not pass or patience has ended.</summary>
    /// <param name="reason">Why the last try failed.</param>
    /// <param name="whatNow">What the person is told, once in a row of failures.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    public async Task WaitAsync(ChatException reason, string whatNow, CancellationToken cancellationToken)
    {
        var isLate = patience != Timeout.InfiniteTimeSpan && clock.GetElapsedTime(moved) >= patience;
        if (!Passes(reason) || isLate) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(reason);
        if (!isBroken) notice?.Invoke($"{reason.Message} {whatNow}");
        isBroken = true;
        await Task.Delay(backoff.Next(), clock, cancellationToken);
    }

    static bool Passes(ChatException reason) => reason switch
    {
        ConnectionException or AnswerTimeoutException => true,
        RefusedException refused => Passing.Contains(refused.Code),
        _ => false,
    };
}
