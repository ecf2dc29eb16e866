using System.Runtime.CompilerServices;
using ChatBox.Client.Files;
using ChatBox.Protocol.Json;

namespace ChatBox.Client.Tests.Files;

/// <summary>Who sends a file is stopped when the other does not want it, also where no byte comes that a server could refuse.</summary>
public sealed class OfferWatchTests
{
    readonly TaskCompletionSource<MessageObject> ended = new();
    int asked;

    [Fact]
    public async Task A_server_that_does_not_answer_in_time_is_asked_again()
    {
        await using var watch = new OfferWatch(VersionsAsync, TestContext.Current.CancellationToken);
        ended.SetResult(Offer("declined"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Delay(TimeSpan.FromMinutes(1), watch.Token));
        Assert.True(watch.HasEnded);
        Assert.Equal(("declined", 2), (OfferWatch.EndOf(watch.Ended!)!.State, asked));
    }

    [Fact]
    public async Task An_offer_that_holds_stops_nobody()
    {
        ended.SetResult(Offer("accepted"));
        var watch = new OfferWatch(VersionsAsync, TestContext.Current.CancellationToken);
        Assert.False(watch.Token.IsCancellationRequested);
        await watch.DisposeAsync();
        Assert.False(watch.HasEnded);
    }

    async IAsyncEnumerable<MessageObject> VersionsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (++asked == 1) throw new AnswerTimeoutException("No answer came in time.");
        yield return await ended.Task;
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    static MessageObject Offer(string state) =>
        new("4f0", 1, new AuthorObject("1kq", "alice", false), "b7", "", default, new FileObject("0f3", "plan.pdf", 1, "application/pdf", state, false));
}
