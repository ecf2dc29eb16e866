using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using ChatBox.Core;
using ChatBox.Core.Changes;
using ChatBox.Core.Conversations;
using ChatBox.Core.Files;
using ChatBox.Core.Messages;
using ChatBox.Core.People;
using ChatBox.Server.Sessions;
using ChatBox.Server.Storage;
using ChatBox.Server.Storage.Sqlite;
using ChatBox.Server.Tests.Admin;
using ChatBox.Server.Tests.Support;
using ChatBox.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatBox.Server.Tests.Storage;

/// <summary>
/// A store with three people, a room of all of them and a direct conversation of the first two; and short ways to write files.
/// </summary>
sealed class FileHouse : IAsyncDisposable
{
    static readonly DateTimeOffset Start = new(2030, 6, 15, 12, 0, 0, TimeSpan.Zero);

    readonly TemporaryDirectory directory = new();
    readonly SqliteDatabase sqlite;
    long lastClientId;

    FileHouse()
    {
        sqlite = new SqliteDatabase(directory["chat.db"]);
        Database = new WatchedDatabase(sqlite);
        Databases = new ChatDbFactory(Database);
        Reader = new ChatReader(Databases, Database);
        Files = new FileReader(Databases);
        Writer = new MessageWriter(Databases, Database, Clock, changes =>
        {
            foreach (var change in changes) Applied.Enqueue(change);
            return ValueTask.CompletedTask;
        }, _ => { }, NullLogger<MessageWriter>.Instance, files =>
        {
            foreach (var file in files) Released.Enqueue(file);
        });
    }

    public ManualTimeProvider Clock { get; } = new(Start);
    public WatchedDatabase Database { get; }
    public ChatDbFactory Databases { get; }
    public ChatReader Reader { get; }
    public FileReader Files { get; }
    public MessageWriter Writer { get; }
    public ConcurrentQueue<Change> Applied { get; } = new();
    public ConcurrentQueue<ReleasedFile> Released { get; } = new();
    public FileLimits Limits { get; set; } = FileLimits.Default;
    public Person Alice { get; private set; } = null!;
    public Person Bob { get; private set; } = null!;
    public Person Carol { get; private set; } = null!;
    public ConversationId Room { get; } = new(77);
    public ConversationId Direct { get; } = new(88);

    public static async Task<FileHouse> OpenAsync()
    {
        var house = new FileHouse();
        await DatabaseOpener.MigrateAsync(house.Databases, house.directory["chat.db"], CancellationToken.None);
        house.Writer.Start();
        house.Alice = await house.JoinAsync("alice");
        house.Bob = await house.JoinAsync("bob");
        house.Carol = await house.JoinAsync("carol");
        await house.DoneAsync(new ChangeWrite(new ConversationOpened(
            new ConversationInfo(house.Room, ConversationKind.Room, PersonName.Restore("robotics"), IsPrivate: false, house.Carol.Id),
            [house.Alice.Id, house.Bob.Id, house.Carol.Id])));
        await house.DoneAsync(new ChangeWrite(new ConversationOpened(
            new ConversationInfo(house.Direct, ConversationKind.Direct, null, IsPrivate: true, null), [house.Alice.Id, house.Bob.Id])));
        return house;
    }

    public static byte[] Hash(string content) => SHA256.HashData(Encoding.UTF8.GetBytes(content));

    public CreateUploadWrite Creation(Person owner, long? size = 1000, string name = "plan.pdf") => new(
        ChatHost.NewFileId(), owner.Id, FileName.Restore(name), MediaTypes.Bytes, size, null, null, Clock.GetUtcNow().AddHours(24), Limits);

    public async Task<FileId> UploadAsync(Person owner, long? size = 1000, string name = "plan.pdf")
    {
        var creation = Creation(owner, size, name);
        await DoneAsync(creation);
        return creation.File;
    }

    public async Task<FileId> ReadyAsync(Person owner, string content = "content", string name = "plan.pdf")
    {
        var id = await UploadAsync(owner, content.Length, name);
        await FinishAsync(id, content);
        return id;
    }

    public Task<WriteOutcome> FinishAsync(FileId file, string content = "content") =>
        Writer.WriteAsync(new FinishUploadWrite(file, Hash(content), content.Length, MediaTypes.Bytes)).Soon();

    public PostWrite Posting(Person author, ConversationId conversation, FileId? upload, string text = "", string? clientId = null) => new(
        new Message(
            conversation, 0, author, ClientMessageId.Restore(clientId ?? $"c{Interlocked.Increment(ref lastClientId)}"),
            MessageText.Restore(text), Start),
        upload, conversation == Direct ? FileState.Offered : FileState.There);

    public async Task<Message> PostAsync(Person author, ConversationId conversation, FileId? upload, string text = "") =>
        ((MessagePosted)(await DoneAsync(Posting(author, conversation, upload, text))).Changes[0]).Message;

    public Task<WriteOutcome> SetAsync(Person by, long number, FileState state, ConversationId? conversation = null) =>
        Writer.WriteAsync(new ChangeWrite(new FileStateSet(conversation ?? Direct, number, by.Id, state))).Soon();

    public Task<WriteOutcome> DeleteAsync(Person by, ConversationId conversation, long number) =>
        Writer.WriteAsync(
            new ChangeWrite(new MessageDeleted(conversation, number, by.Id, OfAnybody: by == Carol && conversation == Room))).Soon();

    /// <summary>A write that is not refused.</summary>
    public async Task<WriteOutcome> DoneAsync(Write write)
    {
        var outcome = await Writer.WriteAsync(write).Soon();
        Assert.Null(outcome.Refusal);
        return outcome;
    }

    public async Task RefusedAsync(Refusal refusal, Write write) => Assert.Equal(refusal, (await Writer.WriteAsync(write).Soon()).Refusal);

    public async Task<long> ReservedAsync(Person? owner = null)
    {
        await using var db = Databases.CreateDbContext();
        return await db.Files.Where(row => owner == null || row.OwnerId == owner.Id.Value).SumAsync(row => row.Reserved);
    }

    public async Task<Message> ReadAsync(ConversationId conversation, long number) =>
        Assert.Single(await Reader.HistoryAsync(conversation, HistoryRange.Around(number, 1), long.MaxValue, CancellationToken.None));

    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        sqlite.Dispose();
        directory.Dispose();
    }

    async Task<Person> JoinAsync(string name)
    {
        var person = new Person(new PersonId(ChatHost.NewId()), PersonName.Restore(name), IsGuest: false);
        await DoneAsync(new JoinWrite(person, Token.Hash(Token.New())));
        return person;
    }
}
