using System.Collections.Concurrent;
using ChatBox.Core;
using ChatBox.Core.Changes;
using ChatBox.Core.Conversations;
using ChatBox.Core.Messages;
using ChatBox.Core.People;
using ChatBox.Server.Sessions;
using ChatBox.Server.Storage;
using ChatBox.Server.Storage.Sqlite;
using ChatBox.Server.Tests.Admin;
using ChatBox.Server.Tests.Support;
using Microsoft.Data.Sqlite;

namespace ChatBox.Server.Tests.Storage;

public sealed class MessageWriterTests : IAsyncLifetime
{
    readonly TemporaryDirectory directory = new();
    readonly ConcurrentQueue<Change> applied = new();
    readonly ConcurrentQueue<Exception> fatal = new();
    readonly LinesOf<MessageWriter> log = new();
    SqliteDatabase sqlite = null!;
    WatchedDatabase database = null!;
    ChatDbFactory databases = null!;
    MessageWriter writer = null!;
    Person alice = null!;

    public async ValueTask InitializeAsync()
    {
        sqlite = new SqliteDatabase(directory["chat.db"]);
        database = new WatchedDatabase(sqlite);
        databases = new ChatDbFactory(database);
        await DatabaseOpener.MigrateAsync(databases, directory["chat.db"], CancellationToken.None);
        writer = new MessageWriter(databases, database, TimeProvider.System, changes =>
        {
            foreach (var change in changes) applied.Enqueue(change);
            return ValueTask.CompletedTask;
        }, fatal.Enqueue, log);
        writer.Start();
        alice = await JoinAsync("alice");
    }

    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        sqlite.Dispose();
        directory.Dispose();
    }

    [Fact]
    public async Task Many_writers_share_few_transactions_and_all_are_answered()
    {
        var hold = new TaskCompletionSource();
        database.Gate = hold.Task;
        var before = database.Commits;
        var first = await writer.EnqueueAsync(Post("first"));
        List<Task<WriteOutcome>> others = [];
        for (var i = 0; i < 1000; i++) others.Add(await writer.EnqueueAsync(Post($"text {i}")));
        Assert.False(first.IsCompleted);
        Assert.DoesNotContain(others, other => other.IsCompleted);

        hold.SetResult();
        var all = await Task.WhenAll(others.Prepend(first)).Soon();

        Assert.Equal(
            Enumerable.Range(1, 1001).Select(i => (long)i), all.Select(outcome => ((MessagePosted)outcome.Changes[0]).Message.Number));
        Assert.InRange(database.Commits - before, 1, 4);
        Assert.Equal(all.SelectMany(outcome => outcome.Changes), applied.Where(change => change is MessagePosted));
    }

    [Fact]
    public async Task Nothing_is_applied_or_answered_before_it_is_committed()
    {
        var hold = new TaskCompletionSource();
        database.Gate = hold.Task;
        var outcome = await writer.EnqueueAsync(Post("hello"));

        Assert.Equal(0, await CountAsync());
        Assert.False(outcome.IsCompleted);
        Assert.DoesNotContain(applied, change => change is MessagePosted);
        hold.SetResult();
        await outcome.Soon();
        Assert.Equal(1, await CountAsync());
        Assert.Contains(applied, change => change is MessagePosted);
    }

    [Fact]
    public async Task One_write_that_cannot_be_stored_does_not_fail_the_others_of_its_batch()
    {
        var hold = new TaskCompletionSource();
        database.Gate = hold.Task;
        List<Task<WriteOutcome>> all = [await writer.EnqueueAsync(Post("first"))];
        for (var i = 0; i < 50; i++) all.Add(await writer.EnqueueAsync(Post(i == 25 ? "poison" : $"text {i}")));
        hold.SetResult();

        var outcomes = await Task.WhenAll(all).Soon();

        Assert.Equal("internal", Assert.Single(outcomes, outcome => outcome.Refusal is not null).Refusal!.Code);
        Assert.Equal(Refusals.Internal, outcomes[26].Refusal);
        var numbers = outcomes.SelectMany(outcome => outcome.Changes).Select(change => ((MessagePosted)change).Message.Number);
        Assert.Equal(Enumerable.Range(1, 50).Select(i => (long)i), numbers);
        Assert.Empty(fatal);
        Assert.Null(writer.Closed);
    }

    [Fact]
    public async Task A_full_disk_is_logged_once_and_once_more_when_it_is_over()
    {
        database.Gate = Task.FromException(new SqliteException("database or disk is full", 13));
        for (var i = 0; i < 20; i++) Assert.Equal(Refusals.StorageFull, (await writer.WriteAsync(Post($"text {i}")).Soon()).Refusal);
        database.Gate = Task.CompletedTask;
        for (var i = 0; i < 20; i++) Assert.Null((await writer.WriteAsync(Post($"again {i}")).Soon()).Refusal);

        Assert.Equal([$"Writes are refused with {Refusals.StorageFull}", "Writes are stored again."], log.Lines);
        Assert.Empty(fatal);
        Assert.Null(writer.Closed);
    }

    [Fact]
    public async Task After_a_failed_flush_nothing_is_written_any_more()
    {
        const int CannotFlush = 10 | (4 << 8);
        database.Gate = Task.FromException(new SqliteException("disk I/O error", 10, CannotFlush));
        Assert.Equal(Refusals.StorageFailed, (await writer.WriteAsync(Post("first")).Soon()).Refusal);
        // The kernel may have dropped the pages: that a later flush succeeds says nothing.
        database.Gate = Task.CompletedTask;

        Assert.Equal(Refusals.StorageFailed, (await writer.WriteAsync(Post("second")).Soon()).Refusal);
        Assert.Equal(CannotFlush, Assert.IsType<SqliteException>(Assert.Single(fatal)).SqliteExtendedErrorCode);
        Assert.Equal(Refusals.StorageFailed, writer.Closed);
        Assert.DoesNotContain(applied, change => change is MessagePosted);
    }

    [Fact]
    public async Task A_thousand_retries_at_random_store_each_message_once_and_answer_alike()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var ids = Enumerable.Range(0, 100).Select(i => $"c{i}").ToList();
        List<(string Id, Task<WriteOutcome> Outcome)> all = [];
        for (var i = 0; i < 1000; i++)
        {
            var id = ids[random.Next(ids.Count)];
            all.Add((id, await writer.EnqueueAsync(Post($"text {random.Next()}", id))));
            if (random.Next(10) == 0) await all[^1].Outcome;
        }

        var answers = new Dictionary<string, Message>();
        foreach (var (id, outcome) in all)
        {
            var posted = (MessagePosted)(await outcome.Soon()).Changes[0];
            if (answers.TryAdd(id, posted.Message)) Assert.False(posted.IsRepeat, $"seed {seed}");
            else Assert.True(posted.IsRepeat, $"seed {seed}");
            Assert.Equal((answers[id].Number, answers[id].Text), (posted.Message.Number, posted.Message.Text));
        }

        Assert.Equal(answers.Count, await CountAsync());
        Assert.Equal(Enumerable.Range(1, answers.Count).Select(i => (long)i), answers.Values.Select(message => message.Number).Order());
    }

    [Fact]
    public async Task What_waits_when_the_writer_is_told_to_stop_is_written_and_what_comes_later_is_refused()
    {
        List<Task<WriteOutcome>> all = [];
        for (var i = 0; i < 300; i++) all.Add(await writer.EnqueueAsync(Post($"text {i}")));

        await writer.DisposeAsync();
        var late = await writer.WriteAsync(Post("late"));

        Assert.All(await Task.WhenAll(all).Soon(), outcome => Assert.Null(outcome.Refusal));
        Assert.Equal(Refusals.GoingAway, late.Refusal);
        Assert.Equal(300, await CountAsync());
    }

    [Fact]
    public async Task Of_two_who_take_one_name_in_one_batch_the_second_is_refused()
    {
        var hold = new TaskCompletionSource();
        database.Gate = hold.Task;
        var first = await writer.EnqueueAsync(Join("bob", out _));
        var second = await writer.EnqueueAsync(Join("BOB", out _));
        hold.SetResult();

        Assert.Null((await first.Soon()).Refusal);
        Assert.Equal("name_taken", (await second.Soon()).Refusal!.Code);
    }

    [Fact]
    public async Task Who_was_removed_in_the_same_batch_posts_no_more()
    {
        var bob = await JoinAsync("bob");
        var room = new ConversationInfo(new ConversationId(77), ConversationKind.Room, PersonName.Restore("room"), false, alice.Id);
        await writer.WriteAsync(new ChangeWrite(new ConversationOpened(room, [alice.Id, bob.Id])));
        var hold = new TaskCompletionSource();
        database.Gate = hold.Task;
        var before = await writer.EnqueueAsync(new PostWrite(MessageOf(bob, "before", "b1", room.Id)));
        var removal = await writer.EnqueueAsync(new ChangeWrite(new MemberRemoved(room.Id, bob.Id, ByMaker: true)));
        var after = await writer.EnqueueAsync(new PostWrite(MessageOf(bob, "after", "b2", room.Id)));
        hold.SetResult();

        Assert.Null((await before.Soon()).Refusal);
        Assert.Null((await removal.Soon()).Refusal);
        Assert.Equal(Refusals.NoSuchConversation, (await after.Soon()).Refusal);
    }

    [Fact]
    public async Task A_direct_conversation_with_a_guest_who_went_in_the_same_batch_is_refused_and_leaves_nothing()
    {
        var guest = new Person(new PersonId(ChatHost.NewId()), PersonName.Restore("guest"), IsGuest: true);
        await writer.WriteAsync(new JoinWrite(guest, TokenHash: null));
        var hold = new TaskCompletionSource();
        database.Gate = hold.Task;
        var end = await writer.EnqueueAsync(new EndGuestWrite(guest.Id, SaidGoodbye: false));
        var toGuest = await writer.EnqueueAsync(Direct(alice, guest));
        var byGuest = await writer.EnqueueAsync(Direct(guest, alice));
        hold.SetResult();

        Assert.Null((await end.Soon()).Refusal);
        Assert.Equal(Refusals.NoSuchPerson, (await toGuest.Soon()).Refusal);
        Assert.Equal(Refusals.NotJoined, (await byGuest.Soon()).Refusal);
        await using var db = databases.CreateDbContext();
        Assert.Empty(db.Conversations.Where(row => row.Kind == ConversationKind.Direct));
        Assert.DoesNotContain(db.Members, row => row.PersonId == guest.Id.Value);
    }

    [Fact]
    public async Task A_direct_conversation_that_is_there_is_found_also_when_the_other_has_gone()
    {
        var joinBob = Join("bob", out var bob);
        var device = (await writer.WriteAsync(joinBob)).Device;
        var opened = (ConversationOpened)(await writer.WriteAsync(Direct(alice, bob))).Changes[0];
        await writer.WriteAsync(new EndDeviceWrite(device));

        var again = await writer.WriteAsync(Direct(alice, bob));

        Assert.Equal(opened.Info.Id, Assert.IsType<ConversationOpened>(Assert.Single(again.Changes)).Info.Id);
    }

    static ChangeWrite Direct(Person one, Person other) => new(new ConversationOpened(
        new ConversationInfo(new ConversationId(ChatHost.NewId()), ConversationKind.Direct, null, IsPrivate: true, Maker: null),
        [one.Id, other.Id]));

    async Task<Person> JoinAsync(string name)
    {
        Assert.Null((await writer.WriteAsync(Join(name, out var person))).Refusal);
        return person;
    }

    static JoinWrite Join(string name, out Person person)
    {
        Assert.True(PersonName.TryParse(name, out var parsed, out _));
        person = new Person(new PersonId(ChatHost.NewId()), parsed, IsGuest: false);
        return new JoinWrite(person, Token.Hash(Token.New()));
    }

    PostWrite Post(string text, string? clientId = null) =>
        new(MessageOf(alice, text, clientId ?? Guid.NewGuid().ToString("N"), ConversationId.Lobby));

    static Message MessageOf(Person author, string text, string clientId, ConversationId conversation) =>
        new(conversation, 0, author, ClientMessageId.Restore(clientId), MessageText.Restore(text), DateTimeOffset.UnixEpoch);

    async Task<int> CountAsync()
    {
        await using var db = databases.CreateDbContext();
        return db.Messages.Count();
    }
}
