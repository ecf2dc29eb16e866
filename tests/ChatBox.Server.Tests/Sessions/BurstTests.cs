using ChatBox.Core;
using ChatBox.Core.Changes;
using ChatBox.Core.Conversations;
using ChatBox.Core.Messages;
using ChatBox.Core.People;
using ChatBox.Server.Delivery;
using ChatBox.Server.Sessions;
using ChatBox.Testing;

namespace ChatBox.Server.Tests.Sessions;

/// <summary>Delivery beside readers that read, read slowly, or do not read at all.</summary>
public sealed class BurstTests : IDisposable
{
    readonly ChatHost host = new(new Chat(ChatHost.NewId), new ManualTimeProvider());

    public void Dispose() => host.Dispose();

    [Fact]
    public void The_measure_of_posts_is_the_one_that_the_host_has_set()
    {
        using var strict = new ChatHost(
            new Chat(ChatHost.NewId), new ManualTimeProvider(), new Core.Limits.PostLimit(Burst: 2, PerSecond: 1));
        var person = new PersonId(2);
        Assert.Equal(TimeSpan.Zero, strict.TakePost(person));
        Assert.Equal(TimeSpan.Zero, strict.TakePost(person));
        Assert.Equal(TimeSpan.FromSeconds(1), strict.TakePost(person));
    }

    [Fact]
    public async Task A_batch_larger_than_an_outbox_reaches_who_reads_whole_and_ends_who_does_not()
    {
        var (alice, bob) = (await JoinAsync("alice"), await JoinAsync("bob"));
        using var reading = Attach(alice);
        using var frozen = Attach(bob);
        var read = 0;
        var reader = Task.Run(async () =>
        {
            while (await reading.Outbox.WaitAsync(CancellationToken.None))
                while (reading.Outbox.TryTake(out var frame))
                    if (frame.Value.Length > 900) read++;
        });

        await host.ApplyAsync([.. Enumerable.Range(1, 3000).Select(number => Message(alice, number))]);
        reading.Outbox.Complete(default);
        await reader.WaitAsync(TimeSpan.FromSeconds(10));

        // What waited when the outbox was completed is dropped as news is; until then nobody was ended.
        Assert.Null(reading.Reason);
        Assert.InRange(read, 3000 - Outbox.MaxFrames / 2, 3000);
        Assert.Equal(Refusals.SlowConsumer, frozen.Reason);
        Assert.True(frozen.Ended.IsCancellationRequested);
    }

    [Fact]
    public async Task Who_does_not_read_is_waited_for_once()
    {
        var (alice, bob) = (await JoinAsync("alice"), await JoinAsync("bob"));
        using var frozen = Attach(bob);
        await host.ApplyAsync([.. Enumerable.Range(1, 160).Select(number => Message(alice, number))]);
        Assert.Null(frozen.Reason);

        // More than half full and known not to read: what follows is delivered without the wait of 100 ms for each.
        var watch = System.Diagnostics.Stopwatch.StartNew();
        for (var number = 161; number <= 220; number++) await host.ApplyAsync([Message(alice, number)]);

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Who_attaches_while_the_server_stops_is_told_so()
    {
        var alice = await JoinAsync("alice");
        host.EndAll(Refusals.GoingAway);

        using var late = Attach(alice);

        Assert.Equal(Refusals.GoingAway, late.Reason);
    }

    async Task<Person> JoinAsync(string name)
    {
        var person = new Person(new PersonId(ChatHost.NewId()), PersonName.Restore(name), IsGuest: false);
        await host.ApplyAsync([new PersonJoined(person)]);
        return person;
    }

    Session Attach(Person person) => host.Attach(person.Id, 1, Server.Doors.Web.WebDialect.Instance)!;

    static MessagePosted Message(Person author, int number) => new(new Message(
        ConversationId.Lobby, number, author, ClientMessageId.Restore($"c{number}"), MessageText.Restore(new string('x', 900)),
        DateTimeOffset.UnixEpoch));
}
