using System.Net;
using ChatBox.Core;
using ChatBox.Core.People;
using ChatBox.Server.Calls;
using ChatBox.Server.Delivery;
using ChatBox.Server.Doors.Text;
using ChatBox.Server.Sessions;
using ChatBox.Server.Storage;
using ChatBox.Server.Storage.Sqlite;
using ChatBox.Server.Tests.Admin;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatBox.Server.Tests.Doors.Text;

/// <summary>A whole chat on a database of its own, with the text door in memory or on a port that the system chooses.</summary>
sealed class TextHouse : IAsyncDisposable
{
    readonly TemporaryDirectory directory = new();
    readonly List<TextPeer> peers = [];
    WebApplication? app;

    TextHouse(TimeProvider clock)
    {
        Clock = clock;
        var database = new SqliteDatabase(directory["chat.db"]);
        Databases = new ChatDbFactory(database);
        Host = new ChatHost(new Chat(ChatHost.NewId), clock);
        Reader = new ChatReader(Databases, database);
        Writer = new MessageWriter(Databases, database, clock, Host.ApplyAsync, _ => { }, NullLogger<MessageWriter>.Instance);
        var identity = new ServerIdentity("test", "test", "0", IsCodeRequired: false, () => "http://localhost", () => null);
        Admission = new Admission(Host, Writer, Reader, identity, clock);
        Dispatcher = new CommandDispatcher(Host, Writer, Reader, Admission, clock, new TurnRelay(null, null, clock));
        Door = new TextDoor(Host, Dispatcher, Admission, clock, NullLogger<TextDoor>.Instance);
    }

    public TimeProvider Clock { get; }
    public ChatDbFactory Databases { get; }
    public ChatHost Host { get; }
    public ChatReader Reader { get; }
    public MessageWriter Writer { get; }
    public Admission Admission { get; }
    public CommandDispatcher Dispatcher { get; }
    public TextDoor Door { get; }

    public static async Task<TextHouse> OpenAsync(TimeProvider? clock = null)
    {
        var house = new TextHouse(clock ?? TimeProvider.System);
        await DatabaseOpener.MigrateAsync(house.Databases, "chat.db", TestContext.Current.CancellationToken);
        house.Writer.Start();
        return house;
    }

    /// <summary>A peer of the door in memory: what it sends is one read.</summary>
    public TextPeer Enter()
    {
        var peer = new TextPeer(this);
        peers.Add(peer);
        return peer;
    }

    /// <summary>A peer that has connected, and has read so.</summary>
    public async Task<TextPeer> EnterAsync(string name, string end = "\n")
    {
        var peer = Enter();
        await peer.SendAsync($"<s:{name}><t:connect>{end}");
        await peer.ExpectAsync($"<m:True><s:server:127.0.0.1><r:{name}><p:connect_response>{end}");
        await peer.ExpectAsync($"<m:{name} has joined the chat><s:Server><r:{name}><p:message_received>{end}");
        return peer;
    }

    /// <summary>Somebody of the page: with a token, and a session whose news the test reads.</summary>
    public async Task<(Person Person, Session? Session)> JoinFromPageAsync(string name, IDialect? dialect = null)
    {
        var (admitted, refusal) = await Admission.JoinAsync(name, code: null, TestContext.Current.CancellationToken);
        Assert.Null(refusal);
        var speaker = admitted!.Speaker;
        return (speaker.Person, dialect is null ? null : Host.Attach(speaker.Person.Id, speaker.Device, dialect));
    }

    /// <summary>The door on a real socket.</summary>
    public async Task<IPEndPoint> ListenAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(Door);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseConnectionHandler<TextDoor>()));
        app = builder.Build();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new IPEndPoint(IPAddress.Loopback, new Uri(app.Urls.Single()).Port);
    }

    public Task StopListeningAsync() => app!.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var peer in peers) await peer.DisposeAsync();
        Host.EndAll(Refusals.GoingAway);
        if (app is not null) await app.DisposeAsync();
        await Writer.DisposeAsync();
        Host.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        directory.Dispose();
    }
}

/// <summary>Keeps news as it is, for a test to read.</summary>
sealed class NewsCollector : IDialect
{
    readonly System.Collections.Concurrent.ConcurrentQueue<Core.Events.ChatEvent> news = new();

    public IEnumerable<Core.Events.ChatEvent> News => news;

    public ReadOnlyMemory<byte> Encode(SharedEvent shared)
    {
        news.Enqueue(shared.Event);
        return default;
    }

    public ReadOnlyMemory<byte> EncodeGoodbye(Refusal reason) => default;
}
