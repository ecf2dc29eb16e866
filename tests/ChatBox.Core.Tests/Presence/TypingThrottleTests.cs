using ChatBox.Core.Conversations;
using ChatBox.Core.People;
using ChatBox.Core.Presence;

namespace ChatBox.Core.Tests.Presence;

public class TypingThrottleTests
{
    static readonly TimeSpan Start = TimeSpan.FromHours(5);
    static readonly PersonId Alice = new(10);
    static readonly ConversationId Lobby = ConversationId.Lobby;

    readonly TypingThrottle throttle = new();

    [Fact]
    public void It_is_told_again_after_3_seconds_and_not_a_tick_before()
    {
        Assert.True(throttle.TryTell(Alice, Lobby, Start));
        Assert.False(throttle.TryTell(Alice, Lobby, Start + TypingThrottle.Interval - TimeSpan.FromTicks(1)));
        Assert.True(throttle.TryTell(Alice, Lobby, Start + TypingThrottle.Interval));
    }

    [Fact]
    public void A_thousand_a_second_for_ten_seconds_are_told_four_times() =>
        Assert.Equal(4, Enumerable.Range(0, 10_000).Count(i => throttle.TryTell(Alice, Lobby, Start + TimeSpan.FromMilliseconds(i))));

    [Fact]
    public void Each_person_and_each_conversation_is_told_by_itself()
    {
        Assert.True(throttle.TryTell(Alice, Lobby, Start));
        Assert.True(throttle.TryTell(Alice, new ConversationId(2), Start));
        Assert.True(throttle.TryTell(new PersonId(11), Lobby, Start));
    }

    [Fact]
    public void It_holds_with_more_of_them_than_are_remembered_at_ease()
    {
        for (var i = 1; i <= 10_000; i++) Assert.True(throttle.TryTell(new PersonId(i), Lobby, Start));
        for (var i = 1; i <= 10_000; i++) Assert.False(throttle.TryTell(new PersonId(i), Lobby, Start + TimeSpan.FromSeconds(1)));
        Assert.True(throttle.TryTell(Alice, Lobby, Start + TypingThrottle.Interval));
        Assert.False(throttle.TryTell(Alice, Lobby, Start + TypingThrottle.Interval));
    }
}
