using System.Data.Common;
using ChatBox.Core;
using ChatBox.Server.Admin;
using ChatBox.Server.Calls;
using ChatBox.Server.Certificates;
using ChatBox.Server.Doors;
using ChatBox.Server.Doors.Rdt;
using ChatBox.Server.Doors.Web;
using ChatBox.Server.Doors.Web.Setup;
using ChatBox.Server.Files;
using ChatBox.Server.Files.Share;
using ChatBox.Server.Sessions;
using ChatBox.Server.Storage;
using ChatBox.Server.Storage.Sqlite;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Console;

namespace ChatBox.Server;

/// <summary>One server: its data, its rules, its doors, and the order in which they open and close.</summary>
public sealed partial class RunningServer : IAsyncDisposable
{
    /// <summary>The last good-byes, and the answers to what was under way.</summary>
    static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(8);

    readonly TaskCompletionSource<Exception> failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Stack<Func<ValueTask>> closing = new();
    WebApplication? app;

    RunningServer(ServeOptions options, DataDirectory data) => (Options, Data) = (options, data);

    public ServeOptions Options { get; }
    public DataDirectory Data { get; }
    public Ports Ports { get; } = new();
    public ServerIdentity Identity { get; private set; } = null!;
    public ServerCertificates? Certificates { get; private set; }
    public ServerAddresses Addresses { get; private set; } = null!;

    /// <summary>The parts it is made of, for tests that look inside.</summary>
    internal IServiceProvider Services => app!.Services;

    /// <summary>Devices that are connected now.</summary>
    public int SessionCount => app!.Services.GetRequiredService<ChatHost>().SessionCount;

    /// <summary>The link that lets others in, as of now.</summary>
    public async Task<string> InviteUrlAsync() =>
        (await app!.Services.GetRequiredService<Admission>().InviteLinkAsync(CancellationToken.None)).Url;

    /// <summary>Opens everything. What was opened before something failed is closed again.</summary>
    /// <exception cref="StartupException">Something the host can do something about.</exception>
    public static async Task<RunningServer> StartAsync(ServeOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        ServerHost.Check(options);
        var server = new RunningServer(options, DataDirectory.Open(options.DataDirectory));
        server.closing.Push(() => Close(server.Data));
        try
        {
            await server.OpenAsync(clock, cancellationToken);
            return server;
        }
        catch (Exception exception) when (exception is DbException or DbUpdateException)
        {
            await server.DisposeAsync();
            throw new StartupException(
                ExitCodes.Data, $"The database {server.Data.Database} cannot be used: {exception.GetBaseException().Message}", exception);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Serves until told to stop, or until the data cannot be written safely any more.</summary>
    public async Task<int> WaitAsync(CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(() => stopped.TrySetResult());
        await Task.WhenAny(stopped.Task, failed.Task);
        return failed.Task.IsCompleted ? ExitCodes.Failed : ExitCodes.Stopped;
    }

    public async ValueTask DisposeAsync()
    {
        while (closing.TryPop(out var close)) await close();
    }

    async Task OpenAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        // A first start that fails, on a full disk for one, leaves no half of a database behind.
        var isComplete = File.Exists(Data.Database);
        closing.Push(() =>
        {
            if (!isComplete) SqliteDatabase.Delete(Data.Database);
            return ValueTask.CompletedTask;
        });
        // SQLite would make it for everybody to read, where the directory is open to others; its log gets the mode of the file.
        if (!isComplete) PrivateFiles.Open(Data.Database, FileMode.CreateNew, FileAccess.Write, FileShare.None).Dispose();
        var database = new SqliteDatabase(Data.Database);
        closing.Push(() => Close(database));
        var databases = new ChatDbFactory(database);
        await DatabaseOpener.MigrateAsync(databases, Data.Database, cancellationToken);
        await NameComparison.RefreshAsync(databases, cancellationToken);
        var id = await DatabaseOpener.SettingAsync(databases, ServerIdentity.IdSetting, Token.NewCode, cancellationToken);
        await DatabaseOpener.SettingAsync(databases, ServerIdentity.InviteCodeSetting, Token.NewCode, cancellationToken);

        isComplete = true;
        var chat = new Chat(ChatHost.NewId);
        await using (var db = databases.CreateDbContext())
        {
            await ChatLoader.RestoreAsync(chat, db, cancellationToken);
            await ChatLoader.RestoreCallsAsync(chat, db, clock.GetMoment(), cancellationToken);
        }

        var network = NetworkAddresses.OfThisMachine();
        closing.Push(() => Close(network));
        var builder = NewBuilder();
        using var earlyLoggers = LoggerFactory.Create(ConfigureLogging);
        if (Options.ServesHttps)
        {
            Certificates = ServerCertificates.Open(Data, Options, network, clock, earlyLoggers.CreateLogger<ServerCertificates>());
            closing.Push(() => Close(Certificates));
        }

        Addresses = new ServerAddresses(Options, Ports, network, Certificates);
        Identity = new ServerIdentity(
            id, Options.HouseName, ProductVersion.Text, Options.CodeRequired, Addresses.Public,
            () => Options.Local ? null : Certificates?.Pin);

        AddServices(builder.Services, chat, database, databases, clock);
        Listening.Listen(builder.WebHost, Options, Ports, Certificates, clock);
        app = builder.Build();
        closing.Push(() => app.DisposeAsync());
        UseDoors(app, new AllowedHosts(Options, network, Certificates));

        var (host, writer) = (app.Services.GetRequiredService<ChatHost>(), app.Services.GetRequiredService<MessageWriter>());
        writer.Start();
        app.Services.GetRequiredService<CallKeeper>().Start();
        await EndGuestsOfLastTimeAsync(host, writer);
        await app.Services.GetRequiredService<FileKeeper>().StartAsync(cancellationToken);
        app.Services.GetService<ShareIndex>()?.Start();
        await StartListeningAsync(app, cancellationToken);
        closing.Push(() => DrainAsync(app, host, writer));
        Ports.Rdt = app.Services.GetRequiredService<RdtDoor>();
        Listening.Start(Ports.Rdt, Options);
        await DatabaseOpener.SetAsync(databases, AdminTasks.AddressSetting, Addresses.Public(), cancellationToken);
        await DatabaseOpener.SetAsync(databases, AdminTasks.PinSetting, Identity.Fingerprint() ?? "", cancellationToken);
    }

    static WebApplicationBuilder NewBuilder()
    {
        // Nothing of the surroundings decides what this server does: no appsettings.json, no ASPNETCORE_ variables.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        ConfigureLogging(builder.Logging);
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().UseShutdownTimeout(DrainTime);
        return builder;
    }

    static void ConfigureLogging(ILoggingBuilder logging) => logging
        .SetMinimumLevel(LogLevel.Warning)
        .AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error)
        // A critical line for each frame of a peer that floods it: the peer is ended anyway, and must not fill the log.
        .AddFilter("Microsoft.AspNetCore.Server.Kestrel.Http2", LogLevel.None)
        // What fails at the start is said in one line of ours.
        .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-dd HH:mm:ss ";
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        })
        .Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);

    void AddServices(IServiceCollection services, Chat chat, IDatabase database, ChatDbFactory databases, TimeProvider clock)
    {
        services.AddSingleton(clock);
        services.AddSingleton(database);
        services.AddSingleton<IDbContextFactory<ChatDb>>(databases);
        services.AddSingleton(Identity);
        services.AddSingleton(_ => new ChatHost(chat, clock, Options.PostLimit));
        services.AddFiles(Options.Files, Data.Root, Options.Share);
        services.AddSingleton<ChatReader>();
        services.AddSingleton<FileReader>();
        services.AddSingleton(provider => new MessageWriter(
            databases, database, clock, provider.GetRequiredService<ChatHost>().ApplyAsync, exception => failed.TrySetResult(exception),
            provider.GetRequiredService<ILogger<MessageWriter>>(), provider.GetRequiredService<ReleasedFiles>().Add));
        services.AddSingleton<Admission>();
        services.AddSingleton<CallKeeper>();
        services.AddSingleton(TurnRelay.Of(Options, clock));
        services.AddSingleton<OfferedFiles>();
        services.AddSingleton(Data);
        services.AddSingleton(new ReachedAt(Options));
        services.AddSingleton<RdtDoor>();
        services.AddSingleton<ITransfers>(provider => provider.GetRequiredService<RdtDoor>());
        services.AddSingleton<CommandDispatcher>();
        services.AddWebDoor();
    }

    void UseDoors(WebApplication web, AllowedHosts hosts)
    {
        web.UseSecurityHeaders();
        if (Options.Plain) web.UseReverseProxy();
        web.UseGates(Options, hosts, () => Ports.Https);
        web.UseProblems();
        web.Use((context, next) =>
        {
            if (context.Request.Path == "/ws") CapturedUpgrade.Install(context);
            return next(context);
        });
        web.UseWebSockets();
        if (Certificates is not null) web.MapSetup(Options, Certificates, () => Ports.Https);
        web.MapWebDoor(PageFiles.Load(Path.Combine(AppContext.BaseDirectory, "wwwroot")));
    }

    async Task StartListeningAsync(WebApplication web, CancellationToken cancellationToken)
    {
        try
        {
            await web.StartAsync(cancellationToken);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            throw new StartupException(ExitCodes.PortInUse, Listening.ExplainPortInUse(Options, exception), exception);
        }
        catch (Exception exception) when (exception is System.Net.Sockets.SocketException or IOException)
        {
            throw new StartupException(
                ExitCodes.Settings, $"The server cannot listen: {exception.Message} Check --listen and the ports.", exception);
        }
    }

    // A guest is there while a connection is open; those of a server that was killed have none any more.
    static async Task EndGuestsOfLastTimeAsync(ChatHost host, MessageWriter writer)
    {
        foreach (var guest in host.Ask(chat => chat.People.Where(person => person.IsGuest).ToList()))
            await writer.WriteAsync(new EndGuestWrite(guest.Id, SaidGoodbye: false));
    }

    // First the good-byes, so that nobody waits for a silent socket; then what was handed in is written and answered.
    static async ValueTask DrainAsync(WebApplication web, ChatHost host, MessageWriter writer)
    {
        host.EndAll(Refusals.GoingAway);
        // Clients of transfers hear it while the others are told.
        var transfers = web.Services.GetRequiredService<RdtDoor>().DisposeAsync();
        using var limit = new CancellationTokenSource(DrainTime);
        await web.StopAsync(limit.Token);
        await transfers;
        await web.Services.GetRequiredService<CallKeeper>().StopAsync();
        await writer.DisposeAsync();
    }

    static ValueTask Close(IDisposable what)
    {
        what.Dispose();
        return ValueTask.CompletedTask;
    }
}
