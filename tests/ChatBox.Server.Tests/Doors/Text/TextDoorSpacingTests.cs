using ChatBox.Core.Commands;
using ChatBox.Core.Conversations;
using ChatBox.Core.Messages;
using ChatBox.Server.Doors.Text;
using ChatBox.Testing;

namespace ChatBox.Server.Tests.Doors.Text;

// Connections without newlines: when a message is taken, and how answers are kept apart.
public sealed class TextDoorSpacingTests : IAsyncLifetime
{
    const string True = "<m:True><s:server:127.0.0.1><r:alice><p:connect_response>";
    const string Joined = "<m:alice has joined the chat><s:Server><r:alice><p:message_received>";

    readonly ManualTimeProvider clock = new();
    TextHouse house = null!;

    public async ValueTask InitializeAsync() => house = await TextHouse.OpenAsync(clock);

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task A_request_is_taken_when_nothing_follows_for_a_moment()
    {
        var alice = house.Enter();
        await alice.SendAsync("<s:alice><t:connect>");
        Assert.Equal("", await alice.HereAsync());
        clock.Advance(TextLimits.Quiet);
        await alice.ExpectAsync(True);
    }

    [Fact]
    public async Task Each_answer_is_a_write_of_its_own_30_milliseconds_after_the_one_before()
    {
        var alice = house.Enter();
        await alice.SendAsync("<s:alice><t:connect><s:alice><t:get_file><s:alice><t:get_user_list>");
        await alice.ExpectAsync(True);
        Assert.Equal("", await alice.HereAsync());
        foreach (var expected in new[] { Joined, "<m:[]><s:server:127.0.0.1><r:alice><p:file_list>", "<m:['alice']><s:server:127.0.0.1><r:alice><p:user_list>" })
        {
            clock.Advance(TextLimits.Spacing);
            await alice.ExpectAsync(expected);
            Assert.Equal("", await alice.HereAsync());
        }
    }

    [Fact]
    public async Task Single_bytes_are_read_as_the_same_messages()
    {
        var alice = house.Enter();
        foreach (var b in "<<s:alice>><<t:connect>><<q:7>>"u8.ToArray())
        {
            await alice.SendAsync([b]);
            await alice.HereAsync();
            clock.Advance(TextLimits.Quiet / 2);
        }

        clock.Advance(TextLimits.Quiet);
        await alice.ExpectAsync("<<m:True>><<s:server:127.0.0.1>><<r:alice>><<p:connect_response>><<q:7>>");
    }

    [Fact]
    public async Task A_newline_that_comes_after_the_answer_ends_it()
    {
        var alice = house.Enter();
        await alice.SendAsync("<s:alice><t:connect>");
        await alice.HereAsync();
        clock.Advance(TextLimits.Quiet);
        await alice.ExpectAsync(True);
        await alice.SendAsync("\r\n");
        await alice.ExpectAsync("\n");
        clock.Advance(TextLimits.Spacing);
        await alice.ExpectAsync(Joined + "\n");
        await alice.SendAsync("<s:alice><t:get_file>\r\n");
        await alice.ExpectAsync("<m:[]><s:server:127.0.0.1><r:alice><p:file_list>\n");
    }

    [Fact]
    public async Task A_refused_name_is_told_without_a_session_and_apart_too()
    {
        await house.EnterAsync("alice");
        var other = house.Enter();
        await other.SendAsync("<s:alice><t:connect><s:alice><t:connect>");
        await other.ExpectAsync("<m:False><s:server:127.0.0.1><r:alice><p:connect_response>");
        Assert.Equal("", await other.HereAsync());
        clock.Advance(TextLimits.Spacing);
        await other.ExpectAsync("<m:False><s:server:127.0.0.1><r:alice><p:connect_response>");
    }

    [Fact]
    public async Task Five_hundred_wait_and_more_of_the_lobby_are_left_out_and_told_once()
    {
        var alice = house.Enter();
        await alice.SendAsync("<s:alice><t:connect><s:alice><t:get_file>");
        await alice.ExpectAsync(True);
        foreach (var next in new[] { Joined, "<m:[]><s:server:127.0.0.1><r:alice><p:file_list>" })
        {
            clock.Advance(TextLimits.Spacing);
            await alice.ExpectAsync(next);
        }

        await PostAsync(count: 520, direct: false);
        await PostAsync(count: 3, direct: true);

        var first = await TakeSpacedAsync(alice, TextLimits.MaxSpacedFrames);
        Assert.All(first, (text, i) => Assert.Equal($"<m:lobby {i}><s:poster{i % 6}><r:alice><p:message_received>", text));
        var rest = await TakeSpacedAsync(alice, 4);
        Assert.StartsWith("<m:20 messages of the lobby are missing here", rest[0], StringComparison.Ordinal);
        Assert.EndsWith("><s:Server><r:alice><p:message_received>", rest[0], StringComparison.Ordinal);
        Assert.All(rest[1..], text => Assert.StartsWith("<m:direct ", text, StringComparison.Ordinal));
        clock.Advance(TextLimits.Spacing);
        Assert.Equal("", await alice.HereAsync());
    }

    // By people of the page, as fast as their burst allows.
    async Task PostAsync(int count, bool direct)
    {
        var people = new List<Core.People.Person>();
        for (var i = 0; i < 6; i++)
        {
            var known = house.Host.Ask(chat => chat.FindPersonByName($"poster{i}"));
            people.Add(known ?? (await house.JoinFromPageAsync($"poster{i}")).Person);
        }

        var alice = house.Host.Ask(chat => chat.FindPersonByName("alice"))!;
        for (var i = 0; i < count; i++)
        {
            var speaker = people[i % people.Count].Id;
            var conversation = ConversationId.Lobby;
            if (direct)
            {
                var opened = await house.Dispatcher.ExecuteAsync(speaker, null, new OpenDirect(alice.Id), CancellationToken.None);
                conversation = ((Server.Sessions.Answer.OneConversation)opened).View.Info.Id;
            }

            Assert.True(MessageText.TryParse($"{(direct ? "direct" : "lobby")} {i}", out var text, out _));
            await house.Dispatcher.ExecuteAsync(
                speaker, null, new SendMessage(conversation, ClientMessageId.New(), text), CancellationToken.None);
        }
    }

    static async Task<List<string>> TakeSpacedAsync(TextPeer peer, int count)
    {
        List<string> taken = [];
        while (taken.Count < count) taken.Add(await peer.MessageAsync());
        return taken;
    }
}
