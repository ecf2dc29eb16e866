using ChatBox.Client.Tails;
using ChatBox.Protocol.Json;

namespace ChatBox.Client.Tests;

/// <summary>What has changed, pushed and asked for.</summary>
public sealed class ChangeTailTests
{
    readonly ChangeTail tail = new("lobby", 4);

    static MessageObject Message(long? change) => new("lobby", 1, new AuthorObject("a", "alice", false), "c", "", default, Change: change);

    [Fact]
    public void The_next_change_is_news_and_one_that_is_known_is_not()
    {
        Assert.True(tail.AcceptNews(Message(5)));
        Assert.False(tail.AcceptNews(Message(5)));
        Assert.False(tail.AcceptNews(Message(3)));
        Assert.False(tail.AcceptNews(Message(null)));
        Assert.Equal(5, tail.Known);
    }

    [Fact]
    public async Task A_change_too_far_ahead_makes_the_reader_ask()
    {
        Assert.Null(await tail.NextAsync(TestContext.Current.CancellationToken));
        Assert.False(tail.AcceptNews(Message(7)));
        Assert.Null(await tail.NextAsync(TestContext.Current.CancellationToken));
        Assert.Equal(4, tail.Known);
    }

    [Fact]
    public void What_was_asked_for_may_have_gaps_where_a_message_changed_twice()
    {
        Assert.True(tail.AcceptAsked(Message(6)));
        Assert.True(tail.AcceptAsked(Message(9)));
        Assert.False(tail.AcceptAsked(Message(9)));
        tail.CatchUp(10);
        Assert.Equal(10, tail.Known);
        tail.CatchUp(2);
        Assert.Equal(10, tail.Known);
    }
}
