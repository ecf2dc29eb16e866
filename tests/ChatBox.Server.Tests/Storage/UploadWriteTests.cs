using ChatBox.Core;
using ChatBox.Core.Changes;
using ChatBox.Core.Files;
using ChatBox.Server.Sessions;
using ChatBox.Server.Storage;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Storage;

public sealed class UploadWriteTests : IAsyncLifetime
{
    FileHouse house = null!;

    public async ValueTask InitializeAsync() => house = await FileHouse.OpenAsync();

    public ValueTask DisposeAsync() => house.DisposeAsync();

    // H22
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Uploads_begun_at_one_time_cannot_pass_a_quota_together(bool ofOne)
    {
        house.Limits = ofOne ? new FileLimits(5_000, 1_000_000) : new FileLimits(1_000_000, 5_000);
        var hold = new TaskCompletionSource();
        house.Database.Gate = hold.Task;
        List<Task<WriteOutcome>> all = [];
        for (var i = 0; i < 10; i++)
            all.Add(await house.Writer.EnqueueAsync(house.Creation(ofOne || i % 2 == 0 ? house.Alice : house.Bob)));
        hold.SetResult();

        var outcomes = await Task.WhenAll(all).Soon();

        Assert.Equal(5, outcomes.Count(outcome => outcome.Refusal is null));
        Assert.All(
            outcomes.Where(outcome => outcome.Refusal is not null), outcome => Assert.Equal(Refusals.QuotaExceeded, outcome.Refusal));
        Assert.Equal(5_000, await house.ReservedAsync());
    }

    [Fact]
    public async Task A_file_may_fill_a_quota_and_not_pass_it_by_a_byte()
    {
        house.Limits = new FileLimits(1_000, 10_000);
        await house.RefusedAsync(Refusals.QuotaExceeded, house.Creation(house.Alice, 1_001));
        await house.UploadAsync(house.Alice, 1_000);
        await house.RefusedAsync(Refusals.QuotaExceeded, house.Creation(house.Alice, 1));
        await house.UploadAsync(house.Alice, 0);
        await house.UploadAsync(house.Bob, 1_000);
        await house.RefusedAsync(Refusals.QuotaExceeded, house.Creation(house.Bob, long.MaxValue));
    }

    [Fact]
    public async Task What_is_freed_counts_no_more()
    {
        house.Limits = new FileLimits(100, 10_000);
        var withdrawn = await house.UploadAsync(house.Alice, 100);
        await house.DoneAsync(new EndUploadWrite(withdrawn, UploadEnd.Withdrawn));
        await house.PostAsync(house.Alice, house.Direct, await house.UploadAsync(house.Alice, 100));
        Assert.Null((await house.SetAsync(house.Bob, 1, FileState.Declined)).Refusal);
        await house.PostAsync(house.Alice, house.Room, await house.ReadyAsync(house.Alice, new string('x', 100)));
        await house.RefusedAsync(Refusals.QuotaExceeded, house.Creation(house.Alice, 1));
        Assert.Null((await house.DeleteAsync(house.Carol, house.Room, 1)).Refusal);
        Assert.Equal(0, await house.ReservedAsync());
        await house.UploadAsync(house.Alice, 100);
    }

    // H9
    [Fact]
    public async Task A_person_has_twenty_unfinished_uploads_and_not_twenty_one()
    {
        List<FileId> uploads = [];
        for (var i = 0; i < FileLimits.Unfinished; i++) uploads.Add(await house.UploadAsync(house.Alice));
        await house.RefusedAsync(Refusals.TooManyUploads, house.Creation(house.Alice));
        await house.UploadAsync(house.Bob);
        await house.PostAsync(house.Alice, house.Direct, uploads[0]);
        await house.RefusedAsync(Refusals.TooManyUploads, house.Creation(house.Alice));
        await house.SetAsync(house.Bob, 1, FileState.Declined);
        await house.UploadAsync(house.Alice);
        await house.FinishAsync(uploads[1]);
        await house.UploadAsync(house.Alice);
        await house.RefusedAsync(Refusals.TooManyUploads, house.Creation(house.Alice));
    }

    [Fact]
    public async Task An_upload_of_unknown_size_reserves_as_it_grows_and_gives_back_what_it_did_not_need()
    {
        house.Limits = new FileLimits(1_000, 10_000);
        var upload = await house.UploadAsync(house.Alice, size: null);
        await house.DoneAsync(new ReserveUploadWrite(upload, 900, IsSize: false, house.Limits));
        await house.DoneAsync(new ReserveUploadWrite(upload, 500, IsSize: false, house.Limits));
        Assert.Equal(900, await house.ReservedAsync());
        await house.RefusedAsync(Refusals.QuotaExceeded, new ReserveUploadWrite(upload, 1_001, IsSize: false, house.Limits));
        await house.RefusedAsync(Refusals.QuotaExceeded, house.Creation(house.Alice, 101));
        Assert.Equal(300, (await house.DoneAsync(new ReserveUploadWrite(upload, 300, IsSize: true, house.Limits))).File!.Size);
        Assert.Equal(300, await house.ReservedAsync());
        await house.DoneAsync(new ReserveUploadWrite(upload, 300, IsSize: true, house.Limits));
        Assert.Equal(
            "bad_upload", (await house.Writer.WriteAsync(new ReserveUploadWrite(upload, 301, IsSize: true, house.Limits))).Refusal!.Code);
    }

    [Fact]
    public async Task What_is_known_of_an_upload_is_found_again()
    {
        var creation = house.Creation(house.Alice) with { Name = FileName.Restore("ä.png"), Type = MediaTypes.Png, Width = 3, Height = 4 };
        await house.DoneAsync(creation);
        var found = (await house.Files.FindAsync(creation.File, CancellationToken.None))!;
        Assert.Equal((house.Alice.Id, null, null, creation.EndsAt), (found.Owner, found.Message, found.Sha256, found.EndsAt));
        Assert.Equal(
            new ChatFile(creation.File, creation.Name, 1000, MediaTypes.Png, FileState.Unsent) { Width = 3, Height = 4 }, found.File);
        Assert.Single(await house.Files.UnfinishedAsync(CancellationToken.None));
        Assert.Null(await house.Files.FindAsync(ChatHost.NewFileId(), CancellationToken.None));
    }

    [Fact]
    public async Task A_file_becomes_whole_once_and_its_message_is_told_of_it()
    {
        var upload = await house.UploadAsync(house.Alice, 7);
        await house.PostAsync(house.Alice, house.Direct, upload, "the new one");
        var outcome = await house.FinishAsync(upload);
        var changed = Assert.IsType<MessageChanged>(outcome.Changes[0]).Message;
        Assert.Equal((1L, 1L, Convert.ToHexStringLower(FileHouse.Hash("content"))), (changed.Number, changed.Change, changed.File!.Sha256));
        Assert.Equal([new UploadEnded(upload)], outcome.Changes.Skip(1));
        Assert.Null((await house.Files.FindAsync(upload, CancellationToken.None))!.EndsAt);

        Assert.Empty((await house.FinishAsync(upload)).Changes);
        Assert.Equal(Refusals.ChecksumMismatch, (await house.FinishAsync(upload, "contenu")).Refusal);
        Assert.Equal(changed, await house.ReadAsync(house.Direct, 1));
        Assert.Empty(await house.Files.UnfinishedAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_file_whose_hash_is_wrong_fails_and_one_that_nobody_sent_is_gone()
    {
        var (sent, unsent) = (await house.UploadAsync(house.Alice), await house.UploadAsync(house.Alice));
        await house.PostAsync(house.Alice, house.Direct, sent);
        Assert.Equal(FileState.Failed, (await house.DoneAsync(new EndUploadWrite(sent, UploadEnd.Mismatch))).File!.State);
        await house.DoneAsync(new EndUploadWrite(unsent, UploadEnd.Mismatch));
        Assert.Equal(
            (FileState.Failed, "plan.pdf", 1000L),
            (await house.ReadAsync(house.Direct, 1)).File is { } file ? (file.State, file.Name.Text, file.Size) : default);
        Assert.Equal(Refusals.FileGone, (await house.FinishAsync(sent)).Refusal);
        Assert.Equal(Refusals.NoSuchFile, (await house.FinishAsync(unsent)).Refusal);
        Assert.Equal([sent, unsent], house.Released.Select(released => released.File));
    }

    [Fact]
    public async Task Who_withdraws_an_upload_withdraws_the_offer_but_not_what_is_whole_and_sent()
    {
        var (offered, whole) = (await house.UploadAsync(house.Alice), await house.UploadAsync(house.Alice));
        await house.PostAsync(house.Alice, house.Direct, offered);
        await house.PostAsync(house.Alice, house.Direct, whole);
        await house.FinishAsync(whole);
        Assert.Equal(FileState.Cancelled, (await house.DoneAsync(new EndUploadWrite(offered, UploadEnd.Withdrawn))).File!.State);
        await house.RefusedAsync(Refusals.FileStateRefused, new EndUploadWrite(whole, UploadEnd.Withdrawn));
        await house.RefusedAsync(Refusals.FileGone, new EndUploadWrite(offered, UploadEnd.Withdrawn));
    }

    // H18
    [Fact]
    public async Task What_is_not_whole_or_not_sent_in_time_is_swept_and_nothing_else()
    {
        var (slow, lazy, sent, extended) = (
            await house.UploadAsync(house.Alice), await house.ReadyAsync(house.Alice), await house.ReadyAsync(house.Alice), await house
                .UploadAsync(house.Alice));
        await house.PostAsync(house.Alice, house.Direct, slow);
        await house.PostAsync(house.Alice, house.Room, sent);
        await house.RefusedAsync(Refusals.FileStateRefused, new EndUploadWrite(slow, UploadEnd.Expired));
        Assert.Empty(await house.Files.ExpiredAsync(house.Clock.GetUtcNow().AddHours(24).AddMilliseconds(-1), CancellationToken.None));
        house.Clock.Advance(TimeSpan.FromHours(24));
        await house.DoneAsync(new ExtendUploadWrite(extended, house.Clock.GetUtcNow().AddHours(1)));
        await house.DoneAsync(new ExtendUploadWrite(sent, house.Clock.GetUtcNow()));

        var expired = await house.Files.ExpiredAsync(house.Clock.GetUtcNow(), CancellationToken.None);
        Assert.Equal(new[] { slow, lazy }.ToHashSet(), expired.ToHashSet());
        foreach (var id in expired) await house.DoneAsync(new EndUploadWrite(id, UploadEnd.Expired));
        await house.RefusedAsync(Refusals.FileStateRefused, new EndUploadWrite(extended, UploadEnd.Expired));
        await house.RefusedAsync(Refusals.FileStateRefused, new EndUploadWrite(sent, UploadEnd.Expired));

        Assert.Equal(FileState.Failed, (await house.ReadAsync(house.Direct, 1)).File!.State);
        Assert.Null(await house.Files.FindAsync(lazy, CancellationToken.None));
        Assert.True((await house.ReadAsync(house.Room, 1)).File!.IsReady);
        Assert.Equal(
            [(slow, true), (lazy, false)],
            house.Released.OrderBy(released => released.File == lazy).Select(released => (released.File, released.Sha256 is null)));
    }

    [Fact]
    public async Task A_thumbnail_changes_the_message_and_an_md5_all_files_of_the_content()
    {
        var (one, two, other) =
            (await house.ReadyAsync(house.Alice), await house.ReadyAsync(house.Bob), await house.ReadyAsync(house.Bob, "other"));
        await house.PostAsync(house.Alice, house.Room, one);
        Assert.Empty((await house.DoneAsync(new SetThumbnailWrite(two, [1, 2]))).Changes);
        Assert.True(
            Assert.IsType<MessageChanged>(
                Assert.Single((await house.DoneAsync(new SetThumbnailWrite(one, [1, 2, 3]))).Changes)).Message.File!.HasThumbnail);
        Assert.Equal([1, 2, 3], await house.Files.ThumbnailAsync(one, CancellationToken.None));
        Assert.Null(await house.Files.ThumbnailAsync(other, CancellationToken.None));

        await house.DoneAsync(new SetMd5Write(FileHouse.Hash("content"), [9]));
        Assert.Equal([9], (await house.Files.FindAsync(one, CancellationToken.None))!.Md5!);
        Assert.Equal([9], (await house.Files.FindAsync(two, CancellationToken.None))!.Md5!);
        Assert.Null((await house.Files.FindAsync(other, CancellationToken.None))!.Md5);
    }

    [Fact]
    public async Task A_content_is_used_until_the_last_file_that_has_it_is_gone()
    {
        var content = FileHouse.Hash("content");
        await house.PostAsync(house.Alice, house.Room, await house.ReadyAsync(house.Alice));
        await house.PostAsync(house.Bob, house.Direct, await house.ReadyAsync(house.Bob));
        await house.DeleteAsync(house.Alice, house.Room, 1);
        Assert.True(await house.Files.IsContentUsedAsync(content, CancellationToken.None));
        await house.SetAsync(house.Alice, 1, FileState.Declined);
        Assert.False(await house.Files.IsContentUsedAsync(content, CancellationToken.None));
        Assert.Equal(2, house.Released.Count);
        Assert.All(house.Released, released => Assert.Equal(content, released.Sha256));
    }
}
