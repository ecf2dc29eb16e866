using ChatBox.Core.Commands;
using ChatBox.Core.Conversations;
using ChatBox.Core.Events;
using ChatBox.Core.Messages;
using ChatBox.Core.People;
using ChatBox.Server.Sessions;
using ChatBox.Testing;

namespace ChatBox.Server.Tests.Doors.Text;

// Every exchange of the protocol, byte for byte, in lines.
public sealed class TextDoorExchangeTests : IAsyncLifetime
{
    TextHouse house = null!;

    public async ValueTask InitializeAsync() => house = await TextHouse.OpenAsync(new ManualTimeProvider());

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Theory]
    [InlineData("<s:alice><r:server:127.0.0.1><t:connect>", "<m:True><s:server:127.0.0.1><r:alice><p:connect_response>")]
    [InlineData("<s:alice><t:connect><q:7>", "<m:True><s:server:127.0.0.1><r:alice><p:connect_response><q:7>")]
    [InlineData("<<s:Alon>><<t:connect>>", "<<m:True>><<s:server:127.0.0.1>><<r:Alon>><<p:connect_response>>")]
    [InlineData("<s:a&amp;b><t:connect>", "<m:True><s:server:127.0.0.1><r:a&amp;b><p:connect_response>")]
    public async Task Who_connects_is_told_so_in_the_same_spelling(string request, string answer)
    {
        var alice = house.Enter();
        await alice.SendAsync(request + "\n");
        Assert.Equal(answer, await alice.LineAsync());
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("ALICE")]
    [InlineData("\uff41lice")]
    [InlineData("")]
    [InlineData("all")]
    [InlineData("Server")]
    [InlineData("a\u202eb")]
    [InlineData("a&#10;b")]
    [InlineData("123456789012345678901234567890123")]
    public async Task A_name_that_is_taken_or_none_is_refused_and_another_may_be_tried(string name)
    {
        await house.EnterAsync("alice");
        var other = house.Enter();
        await other.SendAsync($"<s:{name}><t:connect>\n");
        Assert.Equal($"<m:False><s:server:127.0.0.1><r:{name}><p:connect_response>", await other.LineAsync());
        await other.SendAsync("<s:bob><t:connect>\n");
        Assert.Equal("<m:True><s:server:127.0.0.1><r:bob><p:connect_response>", await other.LineAsync());
    }

    [Fact]
    public async Task A_name_that_a_token_holds_is_refused_though_its_person_is_away()
    {
        await house.JoinFromPageAsync("alice");
        var guest = house.Enter();
        await guest.SendAsync("<s:alice><t:connect>\n");
        Assert.Equal("<m:False><s:server:127.0.0.1><r:alice><p:connect_response>", await guest.LineAsync());
    }

    [Fact]
    public async Task A_join_and_a_goodbye_are_told_to_everyone_by_the_server()
    {
        var alice = await house.EnterAsync("alice");
        var bob = await house.EnterAsync("bob");
        Assert.Equal("<m:bob has joined the chat><s:Server><r:alice><p:message_received>", await alice.LineAsync());
        await bob.SendAsync("<s:bob><r:server:127.0.0.1><t:disconnect><q:9>\n");
        Assert.Equal("<m:True><s:server:127.0.0.1><r:bob><p:disconnect_response><q:9>\n", await bob.ToEndAsync());
        Assert.Equal("<m:bob has left the chat. Goodbye!><s:Server><r:alice><p:message_received>", await alice.LineAsync());
    }

    [Fact]
    public async Task A_name_is_free_when_its_goodbye_is_answered()
    {
        var alice = await house.EnterAsync("alice");
        await alice.SendAsync("<s:alice><t:disconnect>\n");
        await alice.LineWithAsync("disconnect_response");
        await house.EnterAsync("alice");
    }

    [Fact]
    public async Task A_connection_that_breaks_frees_its_name_and_is_told()
    {
        var alice = await house.EnterAsync("alice");
        var bob = await house.EnterAsync("bob");
        bob.Reset();
        await bob.Closed;
        await alice.LineWithAsync("bob has left the chat");
        await house.EnterAsync("bob");
    }

    [Fact]
    public async Task The_list_names_who_is_here_as_python_writes_it()
    {
        var alice = await house.EnterAsync("alice");
        await house.EnterAsync("o'neil");
        await house.JoinFromPageAsync("carol", new NewsCollector());
        await house.JoinFromPageAsync("away");
        await alice.SendAsync("<s:alice><r:server:127.0.0.1><t:get_user_list>\n");
        Assert.Equal(
            "<m:['alice', 'carol', \"o'neil\"]><s:server:127.0.0.1><r:alice><p:user_list>", await alice.LineWithAsync("user_list"));
    }

    [Theory]
    [InlineData("<s:alice><r:server:127.0.0.1><t:get_file><q:1>", "<m:[]><s:server:127.0.0.1><r:alice><p:file_list><q:1>")]
    [InlineData("<s:alice><r:server:127.0.0.1><t:download><m:a.txt><q:2>", "<m:ERR><s:server:127.0.0.1><r:alice><p:download_response><q:2>")]
    [InlineData("<s:alice><t:message_request><r:nobody><m:hi><q:3>", "<m:False><s:server:127.0.0.1><r:alice><p:message_response><q:3>")]
    [InlineData("<s:alice><t:message_request><r:all><m: ><q:4>", "<m:False><s:server:127.0.0.1><r:alice><p:message_response><q:4>")]
    [InlineData("<s:ALICE><t:get_file>", "<m:[]><s:server:127.0.0.1><r:alice><p:file_list>")]
    public async Task A_request_is_answered(string request, string answer)
    {
        var alice = await house.EnterAsync("alice");
        await alice.SendAsync(request + "\n");
        Assert.Equal(answer, await alice.LineAsync());
    }

    [Fact]
    public async Task A_message_to_all_reaches_everyone_and_its_sender()
    {
        var alice = await house.EnterAsync("alice");
        var bob = house.Enter();
        await bob.SendAsync("<<s:bob>><<t:connect>>\n");
        await bob.LineWithAsync("has joined");
        await alice.LineWithAsync("has joined");
        await alice.SendAsync("<s:alice><r:all><t:message_request><m:a &lt; b &amp; c&#10;d><q:5>\n");
        Assert.Equal("<m:a &lt; b &amp; c&#10;d><s:alice><r:alice><p:message_received>", await alice.LineAsync());
        Assert.Equal("<m:True><s:server:127.0.0.1><r:alice><p:message_response><q:5>", await alice.LineAsync());
        Assert.Equal("<<m:a &lt; b &amp; c&#10;d>><<s:alice>><<r:bob>><<p:message_received>>", await bob.LineAsync());
        var stored = await house.Reader.HistoryAsync(ConversationId.Lobby, HistoryRange.Newest(), long.MaxValue, CancellationToken.None);
        Assert.Equal("a < b & c\nd", Assert.Single(stored).Text.Value);
        Assert.True(stored[0].Author.IsGuest);
    }

    [Fact]
    public async Task A_message_to_one_reaches_that_one_and_its_sender_only()
    {
        var alice = await house.EnterAsync("alice");
        var bob = await house.EnterAsync("bob");
        var carol = await house.EnterAsync("carol");
        await alice.LineWithAsync("carol has joined");
        await bob.LineWithAsync("carol has joined");
        await alice.SendAsync("<s:alice><r:bob><t:message_request><m:psst>\n");
        Assert.Equal("<m:psst><s:alice><r:alice><p:message_received>", await alice.LineAsync());
        Assert.Equal("<m:True><s:server:127.0.0.1><r:alice><p:message_response>", await alice.LineAsync());
        Assert.Equal("<m:psst><s:alice><r:bob><p:message_received>", await bob.LineAsync());
        await alice.SendAsync("<s:alice><r:all><t:message_request><m:loud>\n");
        Assert.Equal("<m:loud><s:alice><r:carol><p:message_received>", await carol.LineAsync());
    }

    [Fact]
    public async Task A_message_to_somebody_who_is_away_is_stored()
    {
        var (carol, _) = await house.JoinFromPageAsync("carol");
        var alice = await house.EnterAsync("alice");
        await alice.SendAsync("<s:alice><r:carol><t:message_request><m:when you are back>\n");
        Assert.Contains("<m:True>", await alice.LineWithAsync("message_response"), StringComparison.Ordinal);
        var direct = house.Host.Ask(chat => chat.ConversationsOf(carol.Id).Last());
        var stored = await house.Reader.HistoryAsync(direct, HistoryRange.Newest(), long.MaxValue, CancellationToken.None);
        Assert.Equal("when you are back", Assert.Single(stored).Text.Value);
    }

    [Fact]
    public async Task Text_and_page_hear_each_other()
    {
        var alice = await house.EnterAsync("alice");
        var news = new NewsCollector();
        var (carol, session) = await house.JoinFromPageAsync("carol", news);
        await alice.LineWithAsync("carol has joined the chat");

        await alice.SendAsync("<s:alice><r:all><t:message_request><m:hello page>\n");
        await alice.LineWithAsync("message_response");
        Assert.Equal("hello page", Assert.Single(news.News.OfType<MessageEvent>()).Message.Text.Value);

        Assert.True(MessageText.TryParse("hello text", out var text, out _));
        await house.Dispatcher.ExecuteAsync(
            carol.Id, session, new SendMessage(ConversationId.Lobby, ClientMessageId.New(), text), CancellationToken.None);
        Assert.Equal("<m:hello text><s:carol><r:alice><p:message_received>", await alice.LineAsync());

        var guest = house.Host.Ask(chat => chat.FindPersonByName("alice"))!;
        var opened = (Answer.OneConversation)await house.Dispatcher.ExecuteAsync(
            carol.Id, session, new OpenDirect(guest.Id), CancellationToken.None);
        await house.Dispatcher.ExecuteAsync(
            carol.Id, session, new SendMessage(opened.View.Info.Id, ClientMessageId.New(), text), CancellationToken.None);
        Assert.Equal("<m:hello text><s:carol><r:alice><p:message_received>", await alice.LineAsync());

        await alice.SendAsync("<s:alice><t:disconnect>\n");
        await alice.ToEndAsync();
        Assert.Contains(news.News.OfType<PersonEvent>(), e => e is { News: PersonNews.Goodbye, Person.Person.Name.Text: "alice" });
    }

    [Fact]
    public async Task Messages_of_a_room_say_which_room_it_is()
    {
        var alice = await house.EnterAsync("alice");
        var (carol, session) = await house.JoinFromPageAsync("carol", new NewsCollector());
        Assert.True(PersonName.TryParseRoom("robotics", out var name, out _));
        Assert.True(MessageText.TryParse("beep", out var text, out _));
        var guest = house.Host.Ask(chat => chat.FindPersonByName("alice"))!;
        var room = ((Answer.OneConversation)await house.Dispatcher.ExecuteAsync(carol.Id, session, new CreateRoom(name!, false), CancellationToken.None)).View.Info.Id;
        await house.Dispatcher.ExecuteAsync(carol.Id, session, new InviteMember(room, guest.Id), CancellationToken.None);
        await house.Dispatcher.ExecuteAsync(carol.Id, session, new SendMessage(room, ClientMessageId.New(), text), CancellationToken.None);
        await alice.LineWithAsync("You are in the room robotics now.");
        Assert.Equal("<m:[robotics] beep><s:carol><r:alice><p:message_received>", await alice.LineAsync());
    }

    [Fact]
    public async Task Answers_come_in_the_order_of_the_requests()
    {
        var alice = await house.EnterAsync("alice");
        var requests = Enumerable.Range(0, 60).Select(i => (i % 3) switch
        {
            0 => $"<s:alice><r:all><t:message_request><m:{i}><q:{i}>\n",
            1 => $"<s:alice><t:get_file><q:{i}>\n",
            _ => $"<s:alice><t:message_request><r:nobody><m:{i}><q:{i}>\n",
        });
        await alice.SendAsync(string.Concat(requests));
        for (var i = 0; i < 60; i++) Assert.EndsWith($"<q:{i}>", await alice.LineWithAsync("<q:"), StringComparison.Ordinal);
    }
}
