using ChatBox.Core.Calls;
using ChatBox.Core.Commands;
using ChatBox.Core.Conversations;
using ChatBox.Core.People;
using ChatBox.Server.Sessions;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatBox.Server.Tests.Doors.Text;

/// <summary>Who is at the text door sees that there is a call, once, and that it is over.</summary>
public sealed class TextDoorCallTests : IAsyncLifetime
{
    const string Begun = "has begun a call";

    TextHouse house = null!;
    CallKeeper keeper = null!;

    public async ValueTask InitializeAsync()
    {
        house = await TextHouse.OpenAsync();
        keeper = new CallKeeper(house.Host, house.Writer, NullLogger<CallKeeper>.Instance);
        keeper.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await keeper.StopAsync();
        await house.DisposeAsync();
    }

    [Fact]
    public async Task A_call_in_the_lobby_is_told_when_it_begins_when_one_comes_and_when_it_has_ended()
    {
        var alice = await house.EnterAsync("alice");
        var (carol, session) = await house.JoinFromPageAsync("carol", new NewsCollector());
        var call = await StartAsync(carol, session!, ConversationId.Lobby);
        var line = $"<m:carol {Begun}. You cannot take part from here: only the page can.><s:Server>";
        Assert.Equal($"{line}<r:alice><p:message_received>", await alice.LineWithAsync(Begun));
        var bob = await house.EnterAsync("bob");
        Assert.Equal($"{line}<r:bob><p:message_received>", await bob.LineAsync());
        // What changes in the call is no news here.
        await house.Dispatcher.ExecuteAsync(carol.Id, session, new SetCallMedia(call.Id, new CallMedia(true, true, false)), CancellationToken.None);
        await house.Dispatcher.ExecuteAsync(carol.Id, session, new LeaveCall(call.Id), CancellationToken.None);
        Assert.Equal("<m:bob has joined the chat><s:Server><r:alice><p:message_received>", await alice.LineAsync());
        foreach (var (peer, name) in new[] { (alice, "alice"), (bob, "bob") })
            Assert.Equal($"<m:Call ended after 0 s.><s:Server><r:{name}><p:message_received>", await peer.LineAsync());
    }

    [Fact]
    public async Task A_guest_cannot_be_called_and_a_call_in_a_room_says_which()
    {
        var alice = await house.EnterAsync("alice");
        var (carol, session) = await house.JoinFromPageAsync("carol", new NewsCollector());
        var guest = house.Host.Ask(chat => chat.FindPersonByName("alice"))!;
        var direct = ((Answer.OneConversation)await house.Dispatcher.ExecuteAsync(carol.Id, session, new OpenDirect(guest.Id), CancellationToken.None)).View.Info.Id;
        var refused = await house.Dispatcher.ExecuteAsync(carol.Id, session, Starting(direct), CancellationToken.None);
        Assert.Equal("no_calls", Assert.IsType<Answer.Refused>(refused).Refusal.Code);
        Assert.True(PersonName.TryParseRoom("robotics", out var name, out _));
        var room = ((Answer.OneConversation)await house.Dispatcher.ExecuteAsync(carol.Id, session, new CreateRoom(name!, false), CancellationToken.None)).View.Info.Id;
        await house.Dispatcher.ExecuteAsync(carol.Id, session, new InviteMember(room, guest.Id), CancellationToken.None);
        await StartAsync(carol, session!, room);
        Assert.Contains($"carol {Begun} in the room robotics.", await alice.LineWithAsync(Begun), StringComparison.Ordinal);
    }

    async Task<CallView> StartAsync(Person person, Session session, ConversationId conversation) =>
        Assert.IsType<Answer.Called>(await house.Dispatcher.ExecuteAsync(person.Id, session, Starting(conversation), CancellationToken.None)).Call!;

    static StartCall Starting(ConversationId conversation) => new(conversation, CallEndpoint.Restore("p"), default);
}
