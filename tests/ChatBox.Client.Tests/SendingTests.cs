using ChatBox.Client.Tests.Fakes;
using ChatBox.Protocol.Json;
using ChatBox.Testing;

namespace ChatBox.Client.Tests;

public sealed class SendingTests : IDisposable
{
    readonly MemoryServer server = new();
    readonly ManualTimeProvider clock = new();

    public void Dispose() => server.Dispose();

    Task<ChatClient> JoinAsync(string name = "alice") => ChatClient.JoinAsync(server.Options(name, clock));

    [Fact]
    public async Task The_acknowledgement_carries_the_number()
    {
        await using var client = await JoinAsync();
        Assert.Equal(1, (await client.SendAsync(ChatClient.Lobby, "one")).Number);
        Assert.Equal(2, (await client.SendAsync(ChatClient.Lobby, "two")).Number);
    }

    [Fact]
    public async Task A_refusal_names_its_code()
    {
        await using var client = await JoinAsync();
        var refused = await Assert.ThrowsAsync<RefusedException>(() => client.SendAsync("nowhere", "hello"));
        Assert.Equal("no_such_conversation", refused.Code);
    }

    [Fact]
    public async Task A_text_has_8000_code_points_and_not_8001()
    {
        await using var client = await JoinAsync();
        await client.SendAsync(ChatClient.Lobby, string.Concat(Enumerable.Repeat("😀", 8000)));
        var refused = await Assert.ThrowsAsync<RefusedException>(() => client.SendAsync(ChatClient.Lobby, new string('x', 8001)));
        Assert.Equal("text_too_long", refused.Code);
        Assert.Single(server.Stored());
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("a\0b")]
    public async Task What_is_no_text_is_not_sent(string text)
    {
        await using var client = await JoinAsync();
        Assert.Equal("bad_text", (await Assert.ThrowsAsync<RefusedException>(() => client.SendAsync(ChatClient.Lobby, text))).Code);
        Assert.Empty(server.Stored());
    }

    [Fact]
    public async Task Half_a_character_is_not_sent()
    {
        await using var client = await JoinAsync();
        Assert.Equal("bad_text", (await Assert.ThrowsAsync<RefusedException>(() => client.SendAsync(ChatClient.Lobby, "a\ud800"))).Code);
    }

    [Fact]
    public async Task A_message_whose_acknowledgement_was_lost_is_sent_again_with_its_id_and_stored_once()
    {
        await using var client = await JoinAsync();
        var lost = false;
        server.AfterRequest = type =>
        {
            if (type != RequestWords.Send || lost) return;
            lost = true;
            server.Cut();
        };
        var message = await clock.DriveAsync(client.SendAsync(ChatClient.Lobby, "once", "my-id"));
        Assert.Equal("my-id", message.ClientId);
        Assert.Single(server.Stored());
        Assert.Equal(2, server.Arrived.Count(request => request.Type == RequestWords.Send));
    }

    [Fact]
    public async Task Messages_keep_their_order_over_broken_connections()
    {
        await using var client = await ChatClient.JoinAsync(server.Options("alice", clock));
        var requests = 0;
        server.BeforeRequest = _ =>
        {
            if (++requests % 7 != 0) return true;
            server.Cut();
            return false;
        };
        var sending = Enumerable.Range(0, 60).Select(i => client.SendAsync(ChatClient.Lobby, $"{i}")).ToList();
        await clock.DriveAsync(Task.WhenAll(sending));
        Assert.Equal(Enumerable.Range(0, 60).Select(i => $"{i}"), server.Stored().Select(message => message.Text));
    }

    [Fact]
    public async Task A_message_without_an_answer_is_given_up_after_the_timeout_and_not_before()
    {
        var options = server.Options("alice", clock) with { RequestTimeout = TimeSpan.FromSeconds(30) };
        await using var client = await ChatClient.JoinAsync(options);
        server.BeforeRequest = _ => false;
        var sending = client.SendAsync(ChatClient.Lobby, "hello");
        clock.Advance(TimeSpan.FromSeconds(29.9));
        Assert.False(sending.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.1));
        await Assert.ThrowsAsync<AnswerTimeoutException>(() => sending);
    }

    [Fact]
    public async Task A_late_answer_does_no_harm()
    {
        await using var client = await JoinAsync();
        server.Push(new OkFrame("77"));
        server.Push(new OkFrame("not a number"));
        server.Push(new ErrorFrame(null, "bad_frame", "?"));
        Assert.Equal(1, (await client.SendAsync(ChatClient.Lobby, "one")).Number);
    }

    [Fact]
    public async Task Making_a_room_is_not_repeated()
    {
        await using var client = await JoinAsync();
        server.AfterRequest = _ => server.Cut();
        await clock.DriveAsync(Assert.ThrowsAsync<ConnectionException>(() => client.CreateRoomAsync("robotics")));
        Assert.Single(server.Arrived, request => request.Type == RequestWords.RoomCreate);
    }

    [Fact]
    public async Task More_requests_than_fit_wait_for_room()
    {
        await using var client = await JoinAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => client.SendAsync(ChatClient.Lobby, $"{i}")));
        Assert.Equal(1000, answers.Select(answer => answer.Number).Distinct().Count());
    }

    [Fact]
    public async Task After_disposing_everything_that_waits_is_told()
    {
        var client = await JoinAsync();
        server.BeforeRequest = _ => false;
        var sending = client.SendAsync(ChatClient.Lobby, "hello");
        await client.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => sending);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.SendAsync(ChatClient.Lobby, "hello"));
        await client.DisposeAsync();
    }
}
