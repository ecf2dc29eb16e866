using ChatBox.Core;
using ChatBox.Core.Changes;
using ChatBox.Core.Conversations;
using ChatBox.Core.Files;
using ChatBox.Core.Messages;
using ChatBox.Server.Storage;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Storage;

public sealed class FileMessageTests : IAsyncLifetime
{
    FileHouse house = null!;

    public async ValueTask InitializeAsync() => house = await FileHouse.OpenAsync();

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task A_message_is_stored_with_its_file_and_read_with_it()
    {
        var upload = await house.ReadyAsync(house.Alice);
        var posted = await house.PostAsync(house.Alice, house.Room, upload, "the new one");
        Assert.Equal((1L, upload, FileState.There, true), (posted.Number, posted.File!.Id, posted.File.State, posted.File.IsReady));
        Assert.Equal(posted, await house.ReadAsync(house.Room, 1));
        var stored = (await house.Files.FindAsync(upload, CancellationToken.None))!;
        Assert.Equal(((house.Room, 1L), null), (stored.Message!.Value, stored.EndsAt));
    }

    [Fact]
    public async Task An_upload_of_another_one_that_is_none_or_not_whole_is_refused_and_takes_no_number()
    {
        var (bobs, unfinished) = (await house.ReadyAsync(house.Bob), await house.UploadAsync(house.Alice));
        await house.RefusedAsync(Refusals.NoSuchFile, house.Posting(house.Alice, house.Room, bobs));
        await house.RefusedAsync(Refusals.NoSuchFile, house.Posting(house.Alice, house.Room, new FileId(1)));
        await house.RefusedAsync(Refusals.UploadUnfinished, house.Posting(house.Alice, house.Room, unfinished));
        await house.RefusedAsync(Refusals.UploadUnfinished, house.Posting(house.Alice, ConversationId.Lobby, unfinished));
        Assert.Equal(1, (await house.PostAsync(house.Alice, house.Room, null, "hello")).Number);
    }

    [Fact]
    public async Task An_upload_goes_with_one_message_only_also_in_one_batch()
    {
        var upload = await house.ReadyAsync(house.Alice);
        var hold = new TaskCompletionSource();
        house.Database.Gate = hold.Task;
        var first = await house.Writer.EnqueueAsync(house.Posting(house.Alice, house.Room, upload));
        var second = await house.Writer.EnqueueAsync(house.Posting(house.Alice, house.Direct, upload));
        var third = await house.Writer.EnqueueAsync(house.Posting(house.Alice, house.Room, upload));
        hold.SetResult();
        Assert.Null((await first.Soon()).Refusal);
        Assert.Equal(Refusals.FileStateRefused, (await second.Soon()).Refusal);
        Assert.Equal(Refusals.FileStateRefused, (await third.Soon()).Refusal);
        await house.RefusedAsync(Refusals.FileStateRefused, house.Posting(house.Alice, ConversationId.Lobby, upload));
        await house.DeleteAsync(house.Alice, house.Room, 1);
        await house.RefusedAsync(Refusals.NoSuchFile, house.Posting(house.Alice, ConversationId.Lobby, upload));
    }

    [Fact]
    public async Task A_repeat_answers_with_the_file_as_it_is_now()
    {
        var upload = await house.UploadAsync(house.Alice);
        var posting = house.Posting(house.Alice, house.Direct, upload, clientId: "same");
        var hold = new TaskCompletionSource();
        house.Database.Gate = hold.Task;
        List<Task<WriteOutcome>> both = [await house.Writer.EnqueueAsync(posting), await house.Writer.EnqueueAsync(posting)];
        hold.SetResult();
        var outcomes = await Task.WhenAll(both).Soon();
        Assert.Equal([false, true], outcomes.Select(outcome => ((MessagePosted)outcome.Changes[0]).IsRepeat));
        Assert.All(outcomes, outcome => Assert.Equal(upload, ((MessagePosted)outcome.Changes[0]).Message.File!.Id));

        await house.SetAsync(house.Bob, 1, FileState.Declined);
        var later = (MessagePosted)(await house.DoneAsync(posting)).Changes[0];
        Assert.Equal((true, FileState.Declined, 1L), (later.IsRepeat, later.Message.File!.State, later.Message.Change));
        await house.DeleteAsync(house.Alice, house.Direct, 1);
        var last = (MessagePosted)(await house.DoneAsync(posting)).Changes[0];
        Assert.Equal((true, true, null), (last.IsRepeat, last.Message.IsDeleted, last.Message.File));
    }

    [Fact]
    public async Task A_deleted_message_keeps_its_number_and_nothing_else()
    {
        var upload = await house.ReadyAsync(house.Alice, name: "secret plan.pdf");
        await house.PostAsync(house.Alice, house.Room, upload, "zebra caption");
        await house.PostAsync(house.Bob, house.Room, null, "second");
        Assert.Equal([1], await FoundAsync("zebra"));
        Assert.Equal([1], await FoundAsync("secret pdf"));
        Assert.Equal([1], await FoundAsync("an"));

        var deleted = Assert.IsType<MessageChanged>((await house.DeleteAsync(house.Alice, house.Room, 1)).Changes[0]);

        Assert.Equal(
            (1L, true, "", null, 1L),
            (deleted.Message.Number, deleted.Message.IsDeleted, deleted.Message.Text.Value, deleted.Message.File, deleted.Message.Change));
        Assert.Equal(deleted.Message, await house.ReadAsync(house.Room, 1));
        foreach (var words in new[] { "zebra", "secret", "pdf", "an", "z" }) Assert.Empty(await FoundAsync(words));
        Assert.Equal([2], await FoundAsync("second"));
        Assert.Null(await house.Files.FindAsync(upload, CancellationToken.None));
        await using var db = house.Databases.CreateDbContext();
        // The two indexes themselves: what is read of them afterwards leaves deleted messages out anyway.
        foreach (var word in new[] { "zebra", "an" })
            Assert.Empty(await house.Database.SearchAsync(db, new SearchQuery(house.Alice.Id.Value, [word], null, null, 50), CancellationToken.None));
        Assert.DoesNotContain(db.Messages, row => row.Text.Contains("zebra") || row.FileId != null);
    }

    [Fact]
    public async Task Only_the_author_and_a_rooms_maker_delete()
    {
        await house.PostAsync(house.Alice, house.Room, null, "hello");
        await house.PostAsync(house.Alice, house.Direct, null, "hello");
        Assert.Equal(Refusals.NotAllowed, (await house.DeleteAsync(house.Bob, house.Room, 1)).Refusal);
        Assert.Equal(Refusals.NotAllowed, (await house.DeleteAsync(house.Bob, house.Direct, 1)).Refusal);
        Assert.Equal(Refusals.NoSuchConversation, (await house.DeleteAsync(house.Carol, house.Direct, 1)).Refusal);
        Assert.Equal(Refusals.NoSuchMessage, (await house.DeleteAsync(house.Alice, house.Room, 2)).Refusal);
        Assert.Null((await house.DeleteAsync(house.Carol, house.Room, 1)).Refusal);
        var again = Assert.IsType<MessageChanged>(Assert.Single((await house.DeleteAsync(house.Alice, house.Room, 1)).Changes));
        Assert.Equal((true, 1L), (again.IsRepeat, again.Message.Change));
    }

    [Fact]
    public async Task Who_was_removed_in_the_same_batch_changes_nothing_more()
    {
        await house.PostAsync(house.Bob, house.Room, null, "hello");
        var hold = new TaskCompletionSource();
        house.Database.Gate = hold.Task;
        await house.Writer.EnqueueAsync(house.Posting(house.Alice, house.Room, null, "between"));
        var removal = await house.Writer.EnqueueAsync(new ChangeWrite(new MemberRemoved(house.Room, house.Bob.Id, ByMaker: true)));
        var deletion = await house.Writer.EnqueueAsync(new ChangeWrite(new MessageDeleted(house.Room, 1, house.Bob.Id, OfAnybody: false)));
        hold.SetResult();
        Assert.Null((await removal.Soon()).Refusal);
        Assert.Equal(Refusals.NoSuchConversation, (await deletion.Soon()).Refusal);
    }

    [Fact]
    public async Task Steps_that_follow_are_taken_and_all_others_are_refused()
    {
        await house.PostAsync(house.Alice, house.Direct, await house.UploadAsync(house.Alice));
        await house.PostAsync(house.Alice, house.Direct, null, "no file");
        Assert.Equal(Refusals.NoSuchFile, (await house.SetAsync(house.Bob, 2, FileState.Accepted)).Refusal);
        Assert.Equal(Refusals.NoSuchMessage, (await house.SetAsync(house.Bob, 3, FileState.Accepted)).Refusal);
        Assert.Equal(Refusals.NoSuchConversation, (await house.SetAsync(house.Carol, 1, FileState.Accepted)).Refusal);
        Assert.Equal(Refusals.FileStateRefused, (await house.SetAsync(house.Alice, 1, FileState.Accepted)).Refusal);
        Assert.Equal(Refusals.FileStateRefused, (await house.SetAsync(house.Bob, 1, FileState.Cancelled)).Refusal);
        Assert.Equal(Refusals.FileStateRefused, (await house.SetAsync(house.Bob, 1, FileState.Arrived)).Refusal);
        Assert.Equal(1, Changed(await house.SetAsync(house.Bob, 1, FileState.Accepted)).Message.Change);
        Assert.True(Changed(await house.SetAsync(house.Bob, 1, FileState.Accepted)).IsRepeat);
        Assert.Equal(Refusals.FileStateRefused, (await house.SetAsync(house.Bob, 1, FileState.Verified)).Refusal);
        await house.FinishAsync((await house.ReadAsync(house.Direct, 1)).File!.Id);
        Assert.Equal(
            (FileState.Verified, 3L),
            Changed(await house.SetAsync(house.Bob, 1, FileState.Verified)).Message is { } message
                ? (message.File!.State, message.Change)
                : default);
        Assert.Equal(Refusals.FileStateRefused, (await house.SetAsync(house.Alice, 1, FileState.Cancelled)).Refusal);
    }

    [Fact]
    public async Task What_changed_is_read_by_its_newest_change_page_by_page()
    {
        for (var i = 0; i < 5; i++) await house.PostAsync(house.Alice, house.Direct, await house.ReadyAsync(house.Alice));
        foreach (var number in new long[] { 4, 2, 5, 1, 2 })
            await house.SetAsync(
                house.Bob, number,
                number == 2 && (await house.ReadAsync(house.Direct, 2)).Change is not null ? FileState.Verified : FileState.Accepted);
        await house.DeleteAsync(house.Alice, house.Direct, 4);

        Assert.Equal([(5, 3), (1, 4), (2, 5), (4, 6)], await ChangesAsync(0));
        Assert.Equal([(1, 4), (2, 5)], await ChangesAsync(3, 2));
        Assert.Empty(await ChangesAsync(6));
        Assert.Empty((await house.Reader.ChangesAsync(house.Room, 0, 50, CancellationToken.None)).Messages);
    }

    [Fact]
    public async Task Files_are_listed_newest_first_page_by_page_without_what_was_deleted()
    {
        for (var i = 1; i <= 8; i++)
            await house.PostAsync(house.Alice, house.Room, i % 2 == 0 ? await house.ReadyAsync(house.Alice, name: $"{i}.txt") : null, i % 2 == 0 ? "" : "text");
        await house.DeleteAsync(house.Alice, house.Room, 4);

        var (first, more) = await house.Reader.FilesAsync(house.Room, null, 2, CancellationToken.None);
        Assert.Equal(["8.txt", "6.txt"], first.Select(message => message.File!.Name.Text));
        Assert.True(more);
        var (rest, evenMore) = await house.Reader.FilesAsync(house.Room, 6, 2, CancellationToken.None);
        Assert.Equal(["2.txt"], rest.Select(message => message.File!.Name.Text));
        Assert.False(evenMore);
        Assert.Empty((await house.Reader.FilesAsync(house.Direct, null, 2, CancellationToken.None)).Messages);
    }

    [Fact]
    public async Task A_page_of_the_longest_names_stays_within_64_KiB()
    {
        var name = new string('\u00a0', 126) + "x";
        for (var i = 0; i < 80; i++) await house.PostAsync(house.Alice, house.Room, await house.ReadyAsync(house.Alice, name: name));
        var (page, more) = await house.Reader.FilesAsync(house.Room, null, 200, CancellationToken.None);
        Assert.True(more);
        Assert.InRange(BytesOf(page), 30 * 1024, 64 * 1024);
        Assert.InRange(
            BytesOf(await house.Reader.HistoryAsync(house.Room, HistoryRange.Newest(200), long.MaxValue, CancellationToken.None)), 30 * 1024, 64 * 1024);
    }

    [Fact]
    public async Task Messages_without_files_cost_no_question_about_files()
    {
        var before = house.Database.Questions.Count;
        await house.PostAsync(house.Alice, house.Room, null, "hello");
        await house.Reader.HistoryAsync(house.Room, HistoryRange.Newest(), long.MaxValue, CancellationToken.None);
        Assert.DoesNotContain(house.Database.Questions.Skip(before), question => question.Contains("\"files\"", StringComparison.Ordinal));

        await house.PostAsync(house.Alice, house.Room, await house.ReadyAsync(house.Alice));
        await house.PostAsync(house.Alice, house.Room, await house.ReadyAsync(house.Alice));
        before = house.Database.Questions.Count;
        await house.Reader.HistoryAsync(house.Room, HistoryRange.Newest(), long.MaxValue, CancellationToken.None);
        Assert.Single(house.Database.Questions.Skip(before), question => question.Contains("\"files\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_process_begins_where_the_data_is()
    {
        var (going, offered) = (await house.UploadAsync(house.Alice), await house.UploadAsync(house.Alice));
        await house.PostAsync(house.Alice, house.Room, await house.ReadyAsync(house.Alice));
        await house.PostAsync(house.Alice, house.Direct, offered);
        await house.SetAsync(house.Bob, 1, FileState.Accepted);

        var chat = new Chat(() => 1);
        await using (var db = house.Databases.CreateDbContext()) await ChatLoader.RestoreAsync(chat, db, CancellationToken.None);

        Assert.Equal(
            (1L, FileState.Accepted),
            (chat.FindConversation(house.Direct)!.Changes, chat.FindConversation(house.Direct)!.LastMessage!.File!.State));
        Assert.True(chat.FindConversation(house.Room)!.LastMessage!.File!.IsReady);
        List<Core.Events.Notice> news = [];
        chat.HandleReceived(going, 5, house.Clock.GetUtcNow(), news);
        Assert.Empty(news);
        chat.HandleReceived(offered, 5, house.Clock.GetUtcNow(), news);
        Assert.Single(news);
    }

    async Task<IEnumerable<long>> FoundAsync(string words) =>
        (await house.Reader.SearchAsync(house.Alice.Id, words, house.Room, null, 50, CancellationToken.None)).Found
            .Select(found => found.Message.Number);

    async Task<IEnumerable<(int, int)>> ChangesAsync(long after, int limit = 50) =>
        (await house.Reader.ChangesAsync(house.Direct, after, limit, CancellationToken.None)).Messages.Select(message => ((int)message.Number, (int)message.Change!.Value));

    static MessageChanged Changed(WriteOutcome outcome)
    {
        Assert.Null(outcome.Refusal);
        return (MessageChanged)outcome.Changes[0];
    }

    static int BytesOf(IReadOnlyList<Message> messages) => Protocol.Json.WireJson.Encode(
        new Protocol.Json.OkFrame("7") { Messages = [.. messages.Select(message => Protocol.Json.WireMapping.ToWire(message))], Next = "1" }).Length;
}
