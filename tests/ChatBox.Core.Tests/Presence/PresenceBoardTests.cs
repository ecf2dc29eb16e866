using ChatBox.Core.People;
using ChatBox.Core.Presence;
using static ChatBox.Core.Presence.PresenceState;

namespace ChatBox.Core.Tests.Presence;

public class PresenceBoardTests
{
    static readonly TimeSpan Start = TimeSpan.FromHours(5);
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);
    static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    static readonly PersonId Alice = new(10);
    static readonly PersonId Bob = new(11);

    readonly PresenceBoard board = new(Grace);

    [Fact]
    public void Who_has_no_session_is_offline()
    {
        Assert.Equal(Offline, board.Of(Alice));
        Assert.Empty(board.Present);
        Assert.Null(board.NextDue);
        Assert.Empty(board.PollGone(Start));
    }

    [Fact]
    public void The_first_session_brings_a_person_and_the_second_does_not()
    {
        Assert.True(board.HandleAttached(Alice, 1));
        Assert.False(board.HandleAttached(Alice, 2));
        Assert.Equal(Online, board.Of(Alice));
        Assert.Equal([Alice], board.Present);
    }

    [Fact]
    public void Who_closes_the_last_session_is_gone_after_the_grace_and_not_a_tick_before()
    {
        board.HandleAttached(Alice, 1);
        Assert.False(board.HandleDetached(Alice, 1, Start));
        Assert.Equal(Start + Grace, board.NextDue);
        Assert.Empty(board.PollGone(Start + Grace - Tick));
        Assert.Equal(Online, board.Of(Alice));
        Assert.Equal([Alice], board.PollGone(Start + Grace));
        Assert.Equal(Offline, board.Of(Alice));
        Assert.Null(board.NextDue);
        Assert.Empty(board.PollGone(Start + Grace));
    }

    [Fact]
    public void A_reload_within_the_grace_is_not_seen()
    {
        board.HandleAttached(Alice, 1);
        Assert.False(board.HandleDetached(Alice, 1, Start));
        Assert.False(board.HandleAttached(Alice, 2));
        Assert.Empty(board.PollGone(Start + TimeSpan.FromHours(1)));
        Assert.Equal(Online, board.Of(Alice));
    }

    [Fact]
    public void The_grace_counts_from_the_last_of_several_reloads()
    {
        board.HandleAttached(Alice, 1);
        board.HandleDetached(Alice, 1, Start);
        board.HandleAttached(Alice, 2);
        board.HandleDetached(Alice, 2, Start + TimeSpan.FromSeconds(2));
        Assert.Empty(board.PollGone(Start + TimeSpan.FromSeconds(4)));
        Assert.Equal([Alice], board.PollGone(Start + TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void One_of_two_devices_may_go_unseen()
    {
        board.HandleAttached(Alice, 1);
        board.HandleAttached(Alice, 2);
        Assert.False(board.HandleDetached(Alice, 1, Start));
        Assert.Null(board.NextDue);
        Assert.Equal(Online, board.Of(Alice));
    }

    [Fact]
    public void A_person_is_as_present_as_the_most_present_device()
    {
        board.HandleAttached(Alice, 1);
        board.HandleAttached(Alice, 2);
        Assert.False(board.HandleState(Alice, 1, Away));
        Assert.Equal(Online, board.Of(Alice));
        Assert.True(board.HandleState(Alice, 2, Away));
        Assert.Equal(Away, board.Of(Alice));
        Assert.False(board.HandleState(Alice, 2, Away));
        Assert.True(board.HandleState(Alice, 1, Online));
        Assert.True(board.HandleDetached(Alice, 1, Start));
        Assert.Equal(Away, board.Of(Alice));
    }

    [Fact]
    public void Who_was_away_stays_away_during_the_grace()
    {
        board.HandleAttached(Alice, 1);
        board.HandleState(Alice, 1, Away);
        board.HandleDetached(Alice, 1, Start);
        Assert.Equal(Away, board.Of(Alice));
    }

    [Fact]
    public void Who_leaves_for_good_is_gone_at_once_and_only_once()
    {
        board.HandleAttached(Alice, 1);
        Assert.True(board.HandleLeft(Alice));
        Assert.False(board.HandleLeft(Alice));
        Assert.False(board.HandleDetached(Alice, 1, Start));
        Assert.Equal(Offline, board.Of(Alice));
        Assert.Empty(board.PollGone(Start + Grace));
    }

    [Fact]
    public void Who_left_during_the_grace_and_came_again_is_not_gone_when_the_old_grace_ends()
    {
        board.HandleAttached(Alice, 1);
        board.HandleDetached(Alice, 1, Start);
        board.HandleLeft(Alice);
        Assert.True(board.HandleAttached(Alice, 2));
        Assert.Empty(board.PollGone(Start + Grace));
        Assert.Equal(Online, board.Of(Alice));
    }

    [Fact]
    public void News_of_an_unknown_session_changes_nothing()
    {
        board.HandleAttached(Alice, 1);
        Assert.False(board.HandleState(Alice, 2, Away));
        Assert.False(board.HandleState(Bob, 1, Away));
        Assert.False(board.HandleDetached(Alice, 2, Start));
        Assert.False(board.HandleDetached(Bob, 1, Start));
        Assert.Equal(Online, board.Of(Alice));
        Assert.Null(board.NextDue);
    }

    [Fact]
    public void Those_who_are_due_go_in_the_order_in_which_they_went()
    {
        board.HandleAttached(Alice, 1);
        board.HandleAttached(Bob, 2);
        board.HandleDetached(Bob, 2, Start);
        board.HandleDetached(Alice, 1, Start + TimeSpan.FromSeconds(1));
        Assert.Equal([Bob, Alice], board.PollGone(Start + TimeSpan.FromMinutes(1)));
    }
}
