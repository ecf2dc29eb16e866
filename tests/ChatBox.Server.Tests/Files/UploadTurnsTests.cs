using ChatBox.Core.People;
using ChatBox.Server.Files;
using ChatBox.Server.Files.Uploads;
using ChatBox.Server.Tests.Support;
using ChatBox.Testing;

namespace ChatBox.Server.Tests.Files;

/// <summary>One request at a time for each upload, the newest first; and a bounded number of transfers for each person.</summary>
public sealed class UploadTurnsTests
{
    readonly ManualTimeProvider clock = new();

    [Fact]
    public async Task The_newest_is_next_and_who_was_between_is_sent_away()
    {
        var turns = new UploadTurns(clock);
        var first = await turns.TakeAsync("a", CancellationToken.None);
        Assert.False(first!.Displaced.IsCancellationRequested);
        var second = turns.TakeAsync("a", CancellationToken.None);
        await Eventually.HoldsAsync(() => first.Displaced.IsCancellationRequested, "the first is asked to stop");
        var third = turns.TakeAsync("a", CancellationToken.None);
        Assert.Null(await second.Soon());
        Assert.False(third.IsCompleted);
        first.Dispose();
        using var turn = await third.Soon();
        Assert.NotNull(turn);
        Assert.False(turn.Displaced.IsCancellationRequested);
    }

    [Fact]
    public async Task Two_uploads_do_not_wait_for_each_other()
    {
        var turns = new UploadTurns(clock);
        using var one = await turns.TakeAsync("a", CancellationToken.None).Soon();
        using var other = await turns.TakeAsync("b", CancellationToken.None).Soon();
        Assert.NotNull(other);
    }

    [Fact]
    public async Task Who_waits_too_long_is_sent_away_and_the_turn_is_free_when_it_is_given_back()
    {
        var turns = new UploadTurns(clock);
        var first = await turns.TakeAsync("a", CancellationToken.None);
        var second = turns.TakeAsync("a", CancellationToken.None);
        clock.Advance(UploadTurns.MaxWait - TimeSpan.FromTicks(1));
        Assert.False(second.IsCompleted);
        clock.Advance(TimeSpan.FromTicks(1));
        Assert.Null(await second.Soon());
        first!.Dispose();
        Assert.False(turns.IsTaken("a"));
        using var third = await turns.TakeAsync("a", CancellationToken.None).Soon();
        Assert.NotNull(third);
    }

    [Fact]
    public async Task Who_goes_while_waiting_leaves_nothing_behind()
    {
        var turns = new UploadTurns(clock);
        var first = await turns.TakeAsync("a", CancellationToken.None);
        using var gone = new CancellationTokenSource();
        var second = turns.TakeAsync("a", gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.Soon());
        first!.Dispose();
        Assert.False(turns.IsTaken("a"));
    }

    [Fact]
    public async Task There_is_never_more_than_one_at_a_time()
    {
        var turns = new UploadTurns(TimeProvider.System);
        var (inside, most) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(async () =>
        {
            using var turn = await turns.TakeAsync("a", CancellationToken.None);
            if (turn is null) return;
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await Task.Yield();
            Interlocked.Decrement(ref inside);
        })));
        Assert.Equal(1, most);
        Assert.False(turns.IsTaken("a"));
    }

    [Fact]
    public async Task The_seventeenth_transfer_of_a_person_waits_for_one_of_the_others_and_another_person_does_not()
    {
        var slots = new TransferSlots(clock);
        var taken = new List<IDisposable?>();
        for (var i = 0; i < FileSettings.TransfersPerPerson; i++) taken.Add(await slots.TakeAsync(new PersonId(1), CancellationToken.None).Soon());
        var next = slots.TakeAsync(new PersonId(1), CancellationToken.None);
        Assert.False(next.IsCompleted);
        using (var other = await slots.TakeAsync(new PersonId(2), CancellationToken.None).Soon()) Assert.NotNull(other);
        taken[3]!.Dispose();
        using var given = await next.Soon();
        Assert.NotNull(given);
        var late = slots.TakeAsync(new PersonId(1), CancellationToken.None);
        clock.Advance(TransferSlots.MaxWait);
        Assert.Null(await late.Soon());
    }

    [Fact]
    public async Task Behind_a_hundred_who_wait_nobody_waits()
    {
        var slots = new TransferSlots(clock);
        var waiting = Enumerable.Range(0, FileSettings.TransfersPerPerson + TransferSlots.MaxWaiting)
            .Select(_ => slots.TakeAsync(new PersonId(1), CancellationToken.None)).ToList();
        Assert.Null(await slots.TakeAsync(new PersonId(1), CancellationToken.None).Soon());
        clock.Advance(TransferSlots.MaxWait);
        Assert.Equal(FileSettings.TransfersPerPerson, (await Task.WhenAll(waiting).Soon()).Count(slot => slot is not null));
    }
}
