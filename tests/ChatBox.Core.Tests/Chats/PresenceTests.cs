using ChatBox.Core.Conversations;
using ChatBox.Core.Events;
using ChatBox.Core.People;
using ChatBox.Core.Presence;

namespace ChatBox.Core.Tests.Chats;

public class PresenceTests
{
    readonly House house = new();
    readonly Person alice;
    readonly Person bob;
    readonly List<Notice> news = [];

    public PresenceTests() => (alice, bob) = (house.Join("alice"), house.Join("bob"));

    Chat Chat => house.Chat;

    [Fact]
    public void Who_comes_and_goes_is_told_to_everybody()
    {
        Chat.HandleAttached(alice.Id, 1, news);
        Assert.Equal([(PersonNews.Came, PresenceState.Online)], Taken());
        Chat.HandleDetached(alice.Id, 1, House.Moment, news);
        Assert.Empty(Taken());
        Chat.PollPresence(House.Uptime + PresenceBoard.DefaultGrace, news);
        Assert.Equal([(PersonNews.Went, PresenceState.Offline)], Taken());
    }

    [Fact]
    public void A_reload_is_not_told()
    {
        Chat.HandleAttached(alice.Id, 1, []);
        Chat.HandleDetached(alice.Id, 1, House.Moment, news);
        Chat.HandleAttached(alice.Id, 2, news);
        Chat.PollPresence(House.Uptime + TimeSpan.FromHours(1), news);
        Assert.Empty(news);
    }

    [Fact]
    public void A_second_device_is_told_only_where_it_changes_what_is_seen()
    {
        Chat.HandleAttached(alice.Id, 1, []);
        Chat.HandleAttached(alice.Id, 2, news);
        Assert.Empty(Taken());
        Chat.HandlePresence(alice.Id, 1, PresenceState.Away, news);
        Assert.Empty(Taken());
        Chat.HandlePresence(alice.Id, 2, PresenceState.Away, news);
        Assert.Equal([(PersonNews.Presence, PresenceState.Away)], Taken());
        Chat.HandleAttached(alice.Id, 3, news);
        Assert.Equal([(PersonNews.Presence, PresenceState.Online)], Taken());
        Chat.HandleDetached(alice.Id, 3, House.Moment, news);
        Assert.Equal([(PersonNews.Presence, PresenceState.Away)], Taken());
    }

    [Fact]
    public void Who_was_away_and_reloads_is_told_to_be_online()
    {
        Chat.HandleAttached(alice.Id, 1, []);
        Chat.HandlePresence(alice.Id, 1, PresenceState.Away, []);
        Chat.HandleDetached(alice.Id, 1, House.Moment, []);
        Chat.HandleAttached(alice.Id, 2, news);
        Assert.Equal([(PersonNews.Presence, PresenceState.Online)], Taken());
    }

    [Fact]
    public void After_a_log_out_nothing_more_is_told_of_the_person()
    {
        Chat.HandleAttached(alice.Id, 1, []);
        house.Leave(alice);
        Chat.HandleDetached(alice.Id, 1, House.Moment, news);
        Chat.PollPresence(House.Uptime + TimeSpan.FromHours(1), news);
        Assert.Empty(news);
    }

    [Fact]
    public void Typing_is_told_to_the_other_members_at_most_once_in_3_seconds()
    {
        var room = house.PrivateRoom(alice, "secret");
        house.Do(alice, new Commands.InviteMember(room, bob.Id));
        house.Join("carol");
        for (var i = 0; i < 3000; i++) Chat.HandleTyping(alice.Id, room, House.Uptime + TimeSpan.FromMilliseconds(i), news);
        var (typing, told) = news.Single<TypingEvent>();
        Assert.Equal(new TypingEvent(room, alice), typing);
        Assert.Equal([bob.Id], told);
        Chat.HandleTyping(alice.Id, room, House.Uptime + TypingThrottle.Interval, news);
        Assert.Equal(2, news.Count);
    }

    [Fact]
    public void Typing_in_the_lobby_is_told_to_everybody_else()
    {
        Assert.Null(Chat.HandleTyping(alice.Id, ConversationId.Lobby, House.Uptime, news));
        news.AssertTells<TypingEvent>(bob);
    }

    (PersonNews, PresenceState)[] Taken()
    {
        Assert.All(news, notice => Assert.Null(notice.Told()));
        (PersonNews, PresenceState)[] taken = [.. news.Of<PersonEvent>().Select(told => (told.News, told.Person.Presence))];
        news.Clear();
        return taken;
    }
}
