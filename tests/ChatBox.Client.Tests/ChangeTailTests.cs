using ChatBox.Client.Tails;
using ChatBox.Protocol.Json;

namespace ChatBox.Client.Tests;

/// <summary>What has changed, pushed and asked for.</summary>
public sealed class ChangeTailTests
{
    readonly ChangeTail _tail = new("lobby", 4);

    static MessageObject Message(long? change) => new("lobby", 1, new AuthorObject("a", "alice", false), "c", "", default, Change: change);

    [Fact]
    public void The_next_change_is_news_and_one_that_is_known_is_not()
    {
        Assert.True(_tail.AcceptNews(Message(5)));
        Assert.False(_tail.AcceptNews(Message(5)));
        Assert.False(_tail.AcceptNews(Message(3)));
        Assert.False(_tail.AcceptNews(Message(null)));
        Assert.Equal(5, _tail.Known);
    }

    [Fact]
    public async Task A_change_too_far_ahead_makes_the_reader_ask()
    {
        Assert.Null(await _tail.NextAsync(TestContext.Current.CancellationToken));
        Assert.False(_tail.AcceptNews(Message(7)));
        Assert.Null(await _tail.NextAsync(TestContext.Current.CancellationToken));
        Assert.Equal(4, _tail.Known);
    }

    [Fact]
    public void What_was_asked_for_may_have_gaps_where_a_message_changed_twice()
    {
        Assert.True(_tail.AcceptAsked(Message(6)));
        Assert.True(_tail.AcceptAsked(Message(9)));
        Assert.False(_tail.AcceptAsked(Message(9)));
        _tail.CatchUp(10);
        Assert.Equal(10, _tail.Known);
        _tail.CatchUp(2);
        Assert.Equal(10, _tail.Known);
    }
}
