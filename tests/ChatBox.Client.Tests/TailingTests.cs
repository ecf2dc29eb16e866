using ChatBox.Client.Tails;
using ChatBox.Client.Tests.Fakes;
using ChatBox.Protocol.Json;
using ChatBox.Testing;

namespace ChatBox.Client.Tests;

public sealed class TailingTests : IDisposable
{
    readonly MemoryServer server = new();
    readonly ManualTimeProvider clock = new();

    public void Dispose() => server.Dispose();

    Task<ChatClient> JoinAsync(string name = "alice") => ChatClient.JoinAsync(server.Options(name, clock));

    static IEnumerable<long> UpTo(int last, int first = 1) => Enumerable.Range(first, last - first + 1).Select(i => (long)i);

    [Fact]
    public async Task What_is_there_comes_first_in_pages_and_then_what_is_new()
    {
        server.PageSize = 3;
        for (var i = 0; i < 10; i++) server.Post("old");
        await using var client = await JoinAsync();
        var reading = client.TailAsync(ChatClient.Lobby, after: 2).TakeAsync(13);
        for (var i = 0; i < 5; i++) server.Post("new");
        Assert.Equal(UpTo(15, first: 3), (await clock.DriveAsync(reading)).Numbers());
    }

    [Fact]
    public async Task After_a_cut_the_client_asks_for_conversations_and_then_for_what_follows()
    {
        await using var client = await JoinAsync();
        server.Post("one");
        var reading = client.TailAsync(ChatClient.Lobby, after: 0).TakeAsync(3);
        await clock.DriveAsync(client.SendAsync(ChatClient.Lobby, "two"));
        server.Cut(down: true);
        server.Post("three");
        server.IsUp = true;
        Assert.Equal(UpTo(3), (await clock.DriveAsync(reading)).Numbers());
        Assert.Equal(
            [RequestWords.Conversations, RequestWords.History],
            server.Arrived.Where(request => request.Connection == 2).Select(request => request.Type));
    }

    [Fact]
    public async Task After_a_cut_in_which_nothing_was_said_no_history_is_asked_for()
    {
        await using var client = await JoinAsync();
        server.Post("one");
        await using var messages = client.TailAsync(ChatClient.Lobby, after: 0).GetAsyncEnumerator();
        Assert.True(await messages.MoveNextAsync());
        var next = messages.MoveNextAsync().AsTask();
        var caughtUp = new TaskCompletionSource();
        server.AfterRequest = type =>
        {
            if (type == RequestWords.Conversations) caughtUp.TrySetResult();
        };
        server.Cut();
        await clock.DriveAsync(caughtUp.Task);
        // The answer has left the server; a few steps later the client has compared.
        for (var i = 0; i < 100; i++) await Task.Yield();
        await client.GetPeopleAsync();
        server.Post("two");
        Assert.True(await next);
        Assert.DoesNotContain(server.Arrived, request => request.Connection == 2 && request.Type == RequestWords.History);
    }

    [Fact]
    public async Task A_gap_in_the_news_is_closed_from_the_history()
    {
        await using var client = await JoinAsync();
        server.BeforeFrame = frame => frame is not MessageFrame { Message.Number: 2 or 3 };
        var reading = client.TailAsync(ChatClient.Lobby, after: 0).TakeAsync(4);
        for (var i = 0; i < 4; i++) server.Post("hello");
        Assert.Equal(UpTo(4), (await clock.DriveAsync(reading)).Numbers());
    }

    [Fact]
    public async Task News_that_comes_twice_or_late_is_told_once()
    {
        await using var client = await JoinAsync();
        var reading = client.TailAsync(ChatClient.Lobby, after: 0).TakeAsync(3);
        for (var i = 0; i < 3; i++)
        {
            server.Post("hello");
            foreach (var message in server.Stored()) server.Push(new MessageFrame(message));
        }

        Assert.Equal(UpTo(3), (await clock.DriveAsync(reading)).Numbers());
    }

    [Fact]
    public async Task More_news_than_a_reader_lets_wait_is_not_lost()
    {
        await using var client = await JoinAsync();
        var messages = client.TailAsync(ChatClient.Lobby, after: 0).GetAsyncEnumerator();
        server.Post("first");
        Assert.True(await messages.MoveNextAsync());
        const int Count = NewsQueue.Capacity * 3;
        for (var i = 0; i < Count; i++) server.Post("more");
        await client.SendAsync(ChatClient.Lobby, "last");

        var numbers = new List<long> { messages.Current.Number };
        while (numbers.Count < Count + 2 && await clock.DriveAsync(messages.MoveNextAsync().AsTask())) numbers.Add(messages.Current.Number);
        Assert.Equal(UpTo(Count + 2), numbers);
        await messages.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_reads_on_waits_for_a_server_that_is_away_for_a_day()
    {
        await using var client = await JoinAsync();
        var reading = client.TailAsync(ChatClient.Lobby, after: 0).TakeAsync(1);
        await client.GetPeopleAsync();
        server.Cut(down: true);
        for (var i = 0; i < 24 * 60; i++)
        {
            await Task.Yield();
            clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.False(reading.IsCompleted);
        server.IsUp = true;
        server.Post("good morning");
        Assert.Single(await clock.DriveAsync(reading));
    }

    [Fact]
    public async Task Several_conversations_are_read_together_each_in_order()
    {
        await using var client = await JoinAsync();
        await client.CreateRoomAsync("robotics");
        var reading = client.TailAsync(new Dictionary<string, long> { [ChatClient.Lobby] = 0, ["robotics"] = 0 }).TakeAsync(40);
        for (var i = 0; i < 20; i++)
        {
            server.Post("hello");
            server.Post("hello", "robotics");
        }

        var read = await clock.DriveAsync(reading);
        Assert.Equal(UpTo(20), read.Where(m => m.Conversation == ChatClient.Lobby).Numbers());
        Assert.Equal(UpTo(20), read.Where(m => m.Conversation == "robotics").Numbers());
    }

    [Fact]
    public async Task Reading_without_following_ends_at_the_last_message()
    {
        server.PageSize = 4;
        for (var i = 0; i < 10; i++) server.Post("hello");
        await using var client = await JoinAsync();
        server.AfterRequest = type =>
        {
            if (type == RequestWords.Conversation) server.Post("too late");
        };
        Assert.Equal(UpTo(10, first: 6), (await client.ReadAsync(ChatClient.Lobby, after: 5).TakeAsync(int.MaxValue)).Numbers());
    }

    [Fact]
    public async Task A_server_that_has_lost_messages_is_named()
    {
        await using var client = await JoinAsync();
        for (var i = 0; i < 5; i++) server.Post("hello");
        var messages = client.TailAsync(ChatClient.Lobby, after: 0).GetAsyncEnumerator();
        for (var i = 0; i < 5; i++) Assert.True(await messages.MoveNextAsync());
        var next = messages.MoveNextAsync().AsTask();
        server.Forget(ChatClient.Lobby, keep: 3);
        server.Cut();
        await clock.DriveAsync(Assert.ThrowsAsync<LostMessagesException>(() => next));
    }

    [Fact]
    public async Task Another_server_at_the_same_address_is_named()
    {
        await using var client = await JoinAsync();
        var reading = client.TailAsync(ChatClient.Lobby, after: 0).TakeAsync(1);
        server.Id = "server-2";
        server.Cut();
        await clock.DriveAsync(Assert.ThrowsAsync<LostMessagesException>(() => reading));
    }

    [Fact]
    public async Task A_conversation_one_is_taken_out_of_ends()
    {
        await using var client = await JoinAsync();
        await client.CreateRoomAsync("robotics");
        var reading = client.TailAsync("robotics", after: 0).TakeAsync(1);
        await client.GetPeopleAsync();
        server.Push(new ConversationGoneFrame("robotics", "removed"));
        Assert.Equal("no_such_conversation", (await Assert.ThrowsAsync<RefusedException>(() => reading)).Code);
    }

    [Fact]
    public async Task A_log_out_elsewhere_ends_the_client()
    {
        await using var client = await JoinAsync();
        var reading = client.TailAsync(ChatClient.Lobby, after: 0).TakeAsync(1);
        server.Push(new GoodbyeFrame("logged_out", "This device has logged out."));
        await client.GetPeopleAsync();
        server.Cut();
        Assert.Equal("logged_out", (await clock.DriveAsync(Assert.ThrowsAsync<RefusedException>(() => reading))).Code);
    }

    [Fact]
    public async Task Cancelling_ends_a_reader_and_not_the_client()
    {
        await using var client = await JoinAsync();
        using var enough = new CancellationTokenSource();
        var reading = client.TailAsync(ChatClient.Lobby, after: 0, enough.Token).TakeAsync(1);
        await client.GetPeopleAsync();
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.Equal(1, (await client.SendAsync(ChatClient.Lobby, "hello")).Number);
    }

    [Fact]
    public async Task Where_the_program_s_own_listener_throws_who_reads_or_asks_is_told_instead_of_waiting_for_ever()
    {
        var broken = new InvalidDataException("The listener broke.");
        var options = server.Options("alice", clock) with { OnEvent = frame => ThrowAt(frame is MessageFrame) };
        await using var client = await ChatClient.JoinAsync(options);
        var reading = ReadAsync();
        server.Post("one");
        Assert.Same(broken, await Assert.ThrowsAsync<InvalidDataException>(() => clock.DriveAsync(reading)));
        Assert.Same(broken, await Assert.ThrowsAsync<InvalidDataException>(() => clock.DriveAsync(client.GetPeopleAsync())));

        void ThrowAt(bool isMessage)
        {
            if (isMessage) throw broken;
        }

        async Task<long> ReadAsync()
        {
            var count = 0L;
            await foreach (var message in client.TailAsync(ChatClient.Lobby, after: 0)) count += message.Number;
            return count;
        }
    }
}
