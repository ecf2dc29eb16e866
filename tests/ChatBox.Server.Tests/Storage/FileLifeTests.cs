using ChatBox.Core.Changes;
using ChatBox.Core.Conversations;
using ChatBox.Core.Files;
using ChatBox.Core.People;
using ChatBox.Server.Storage;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Storage;

/// <summary>Random people do random things to files, in batches; the store is compared with a list of what should be there.</summary>
public sealed class FileLifeTests(ITestOutputHelper output)
{
    const int Steps = 600;

    static readonly FileLimits Limits = new(6_000, 10_000);
    static readonly string[] Contents = ["one", "other", "a third"];

    readonly List<Expected> files = [];
    readonly Dictionary<ConversationId, long> changes = [];
    readonly List<(FileId File, bool HadContent)> released = [];
    long lastNumber;
    long lastRoomNumber;

    [Fact]
    public async Task Whatever_happens_to_files_quotas_states_changes_and_contents_stay_right()
    {
        var seed = Environment.GetEnvironmentVariable("CHATBOX_SEED") is { } given
            ? int.Parse(given, System.Globalization.CultureInfo.InvariantCulture)
            : Environment.TickCount;
        output.WriteLine($"CHATBOX_SEED={seed}");
        var random = new Random(seed);
        await using var house = await FileHouse.OpenAsync();
        house.Limits = Limits;
        for (var done = 0; done < Steps;)
        {
            List<(Task<WriteOutcome> Outcome, string? Code, string What)> batch = [];
            for (var i = random.Next(1, 12); i > 0; i--, done++)
            {
                var (write, code) = Next(house, random);
                batch.Add((await house.Writer.EnqueueAsync(write), code, write.ToString()));
            }

            foreach (var (outcome, code, what) in batch)
            {
                var actual = (await outcome.Soon()).Refusal?.Code;
                Assert.True(code == actual, $"seed {seed}: {what} was to be {code ?? "done"} and was {actual ?? "done"}");
            }
        }

        await AssertAlikeAsync(house);
    }

    // A write, and the code with which it is to be refused; what it does is noted at once, as the writes are stored in this order.
    (Write Write, string? Code) Next(FileHouse house, Random random)
    {
        var person = random.Next(2) == 0 ? house.Alice : house.Bob;
        if (files.Count == 0 || random.Next(4) == 0) return Create(house, person, random.Next(1, 2_500));
        var file = files[random.Next(Math.Max(0, files.Count - 8), files.Count)];
        switch (random.Next(7))
        {
            case 0 or 1:
                return Send(house, person, file, random.Next(2) == 0 ? house.Room : house.Direct);
            case 2:
                return Finish(file, Contents[random.Next(Contents.Length)]);
            case 3:
                return End(file, random.Next(2) == 0 ? UploadEnd.Withdrawn : UploadEnd.Mismatch);
            case 4 when file.Number is { } number:
                return Delete(house, person, file, number);
            case 5 or 6 when file is { Number: { } number } && file.Conversation == house.Direct:
                return Set(person, file, number, (FileState)random.Next(3, 9));
            default:
                return Create(house, person, random.Next(1, 2_500));
        }
    }

    (Write, string?) Create(FileHouse house, Person owner, long size)
    {
        var write = house.Creation(owner, size);
        var own = files.Where(file => file.Owner == owner).ToList();
        if (own.Count(file => file.IsUnderWay) >= FileLimits.Unfinished) return (write, "too_many_uploads");
        if (own.Sum(file => file.Reserved) + size > Limits.PerPerson || files.Sum(file => file.Reserved) + size > Limits.Total)
            return (write, "quota_exceeded");
        files.Add(new Expected(write.File, owner) { Reserved = size });
        return (write, null);
    }

    (Write, string?) Send(FileHouse house, Person author, Expected file, ConversationId conversation)
    {
        var write = house.Posting(author, conversation, file.Id);
        if (file.IsGone || file.Owner != author) return (write, "no_such_file");
        if (file.State != FileState.Unsent) return (write, file.State.IsFreed() ? "file_gone" : "file_state");
        if (conversation != house.Direct && file.Content is null) return (write, "upload_unfinished");
        (file.Conversation, file.State) = (conversation, write.UploadState);
        file.Number = conversation == house.Direct ? ++lastNumber : ++lastRoomNumber;
        return (write, null);
    }

    (Write, string?) Finish(Expected file, string content)
    {
        var write = new FinishUploadWrite(file.Id, FileHouse.Hash(content), content.Length, MediaTypes.Bytes);
        if (file.IsGone) return (write, "no_such_file");
        if (file.State.IsFreed()) return (write, "file_gone");
        if (file.Content is not null) return (write, file.Content == content ? null : "checksum_mismatch");
        (file.Content, file.Reserved) = (content, content.Length);
        Count(file);
        return (write, null);
    }

    (Write, string?) End(Expected file, UploadEnd end)
    {
        var write = new EndUploadWrite(file.Id, end);
        if (file.IsGone) return (write, "no_such_file");
        if (file.State.IsFreed()) return (write, "file_gone");
        if (file.State != FileState.Unsent && file.Content is not null) return (write, "file_state");
        file.IsGone = file.State == FileState.Unsent;
        file.State = end == UploadEnd.Withdrawn ? FileState.Cancelled : FileState.Failed;
        Count(file);
        Release(file);
        return (write, null);
    }

    (Write, string?) Delete(FileHouse house, Person by, Expected file, long number)
    {
        var write = new ChangeWrite(new MessageDeleted(file.Conversation!.Value, number, by.Id, OfAnybody: false));
        if (file.Owner != by) return (write, "not_allowed");
        if (file.IsGone) return (write, null);
        file.IsGone = true;
        Count(file, always: true);
        // What was freed before is released once more, without a content: nothing is left of it to drop.
        Release(file);
        return (write, null);
    }

    (Write, string?) Set(Person by, Expected file, long number, FileState state)
    {
        var write = new ChangeWrite(new FileStateSet(file.Conversation!.Value, number, by.Id, state));
        if (file.IsGone) return (write, "no_such_file");
        if (!FileStates.CanGo(file.State, state, file.Owner == by ? FileActor.Sender : FileActor.Other, file.Content is not null))
            return (write, "file_state");
        if (file.State == state) return (write, null);
        file.State = state;
        Count(file);
        if (state.IsFreed()) Release(file);
        return (write, null);
    }

    void Count(Expected file, bool always = false)
    {
        if (file.Conversation is { } conversation && (always || !file.IsGone))
            file.Change = changes[conversation] = changes.GetValueOrDefault(conversation) + 1;
    }

    void Release(Expected file)
    {
        released.Add((file.Id, file.Content is not null));
        (file.Content, file.Reserved) = (null, 0);
    }

    async Task AssertAlikeAsync(FileHouse house)
    {
        Assert.Equal(files.Sum(file => file.Reserved), await house.ReservedAsync());
        Assert.Equal(released, house.Released.Select(file => (file.File, file.Sha256 is not null)));
        foreach (var content in Contents)
            Assert.Equal(
                files.Any(file => file.Content == content),
                await house.Files.IsContentUsedAsync(FileHouse.Hash(content), CancellationToken.None));
        Assert.Equal(
            files.Where(file => file.IsUnderWay).Select(file => file.Id).ToHashSet(),
            (await house.Files.UnfinishedAsync(CancellationToken.None)).Select(file => file.File.Id).ToHashSet());
        foreach (var file in files)
        {
            var found = await house.Files.FindAsync(file.Id, CancellationToken.None);
            Assert.Equal(file.IsGone, found is null);
            if (found is not null) Assert.Equal((file.State, file.Content is not null), (found.File.State, found.File.IsReady));
        }

        foreach (var conversation in new[] { house.Room, house.Direct })
        {
            var expected = files.Where(file => file.Conversation == conversation && file.Change is not null).OrderBy(file => file.Change)
                .Select(file => (file.Number!.Value, file.Change, file.IsGone)).ToList();
            List<(long, long?, bool)> actual = [];
            while (actual.Count < expected.Count)
            {
                var (page, _) = await house.Reader.ChangesAsync(conversation, actual.Count > 0 ? actual[^1].Item2!.Value : 0, 50, CancellationToken.None);
                Assert.NotEmpty(page);
                actual.AddRange(page.Select(message => (message.Number, message.Change, message.IsDeleted)));
            }

            Assert.Equal(expected, actual);
        }
    }

    sealed class Expected(FileId id, Person owner)
    {
        public FileId Id { get; } = id;
        public Person Owner { get; } = owner;
        public FileState State { get; set; } = FileState.Unsent;
        public string? Content { get; set; }
        public long Reserved { get; set; }
        public ConversationId? Conversation { get; set; }
        public long? Number { get; set; }
        public long? Change { get; set; }

        /// <summary>The row is gone: ended before it was sent, or deleted with its message.</summary>
        public bool IsGone { get; set; }
        public bool IsUnderWay => !IsGone && Content is null && !State.IsFreed();
    }
}
