using ChatBox.Core;
using ChatBox.Server.Doors.Text;
using ChatBox.Testing;

namespace ChatBox.Server.Tests.Doors.Text;

public sealed class TextDoorTimeTests : IAsyncLifetime
{
    readonly ManualTimeProvider clock = new();
    TextHouse house = null!;

    public async ValueTask InitializeAsync() => house = await TextHouse.OpenAsync(clock);

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task Who_sends_a_byte_a_second_before_connecting_is_out_after_ten()
    {
        var peer = house.Enter();
        foreach (var b in "<s:alice><"u8.ToArray())
        {
            await peer.SendAsync([b]);
            Assert.Equal("", await peer.HereAsync());
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.StartsWith("<m:login_timeout: ", await peer.ToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_types_slowly_but_ends_each_message_in_time_stays()
    {
        var peer = house.Enter();
        await peer.SendAsync("\n");
        for (var i = 0; i < 3; i++)
        {
            await peer.HereAsync();
            clock.Advance(TimeSpan.FromSeconds(100));
            await peer.SendAsync("<s:><t:connect>");
            await peer.HereAsync();
            clock.Advance(TimeSpan.FromSeconds(9));
            await peer.SendAsync("\n");
            await peer.LineWithAsync("connect_response");
        }
    }

    [Fact]
    public async Task Who_says_nothing_for_two_minutes_before_connecting_is_out()
    {
        var peer = house.Enter();
        await peer.SendAsync("\n");
        clock.Advance(TextLimits.LoginTime - TimeSpan.FromMilliseconds(1));
        Assert.Equal("", await peer.HereAsync());
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.StartsWith("<m:login_timeout: ", await peer.ToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_connected_may_be_silent_for_ever()
    {
        var alice = await house.EnterAsync("alice");
        await alice.HereAsync();
        clock.Advance(TimeSpan.FromDays(1));
        await alice.SendAsync("<s:alice><t:get_file>\n");
        await alice.LineWithAsync("file_list");
    }

    [Fact]
    public async Task A_message_that_does_not_end_is_given_up_and_the_connection_is_not()
    {
        var alice = await house.EnterAsync("alice");
        await alice.SendAsync("<s:alice><r:all><t:message_req");
        Assert.Equal("", await alice.HereAsync());
        clock.Advance(TextLimits.MessageTime);
        Assert.StartsWith("<m:bad_frame: The message did not end within 10 seconds", await alice.LineAsync(), StringComparison.Ordinal);
        await alice.SendAsync("uest><m:never>\n<s:alice><t:get_file>\n");
        Assert.Equal("<m:[]><s:server:127.0.0.1><r:alice><p:file_list>", await alice.LineAsync());
        clock.Advance(TextLimits.MessageTime);
        Assert.Equal("", await alice.HereAsync());
    }

    [Fact]
    public async Task Who_floods_is_slowed_and_loses_nothing()
    {
        var alice = await house.EnterAsync("alice");
        alice.Post(string.Concat(Enumerable.Range(0, 140).Select(i => $"<s:alice><r:all><t:message_request><m:{i}>\n")));
        for (var i = 0; i < 100; i++) await alice.LineWithAsync("message_response");
        Assert.Equal("", await alice.HereAsync());
        for (var i = 100; i < 140; i++)
        {
            await alice.HereAsync();
            clock.Advance(TimeSpan.FromMilliseconds(50));
            Assert.Contains("<m:True>", await alice.LineWithAsync("message_response"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Rubbish_is_slowed_as_well()
    {
        var alice = await house.EnterAsync("alice");
        alice.Post(string.Concat(Enumerable.Repeat("rubbish\n", 100)));
        // Connecting was the first of the hundred.
        for (var i = 0; i < 99; i++) await alice.LineWithAsync("bad_frame");
        Assert.Equal("", await alice.HereAsync());
        clock.Advance(TimeSpan.FromMilliseconds(50));
        await alice.LineWithAsync("bad_frame");
    }

    [Fact]
    public async Task Who_does_not_read_is_closed_and_the_name_is_free()
    {
        var alice = await house.EnterAsync("alice");
        var bob = await house.EnterAsync("bob");
        bob.Stall();
        // More than a socket and an outbox hold.
        for (var i = 0; i < 60; i++)
        {
            await alice.SendAsync($"<s:alice><r:all><t:message_request><m:{new string('x', 8000)}>\n");
            await alice.LineWithAsync("message_response");
        }

        await bob.ToEndAsync(timePasses: true);
        await house.EnterAsync("bob");
    }

    [Fact]
    public async Task A_server_that_stops_says_so()
    {
        var alice = await house.EnterAsync("alice");
        house.Host.EndAll(Refusals.GoingAway);
        Assert.StartsWith("<m:going_away: ", await alice.ToEndAsync(), StringComparison.Ordinal);
    }
}
