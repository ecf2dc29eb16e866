using ChatBox.Client.Connections;
using ChatBox.Client.Requests;
using ChatBox.Client.Tails;
using ChatBox.Protocol.Json;

namespace ChatBox.Client;

/// <summary>
/// Somebody who has joined a server, from a program. All members are thread-safe. The client stays connected by itself: a lost connection
/// is made again after a random time between 0 and min(30 s, 0.5 s x 2^attempt), what was asked is asked again, and messages that were read
/// on go on where they stopped. It ends when it is disposed, or when the server cannot be come back to (another certificate, another
/// server, the name taken by somebody else, logged out); then every call and every reader gets the reason as a <see cref="ChatException"/>.
/// </summary>
/// <remarks>
/// Memory is bounded whatever the server does: a frame has at most 1 MiB, <see cref="RequestBook.Capacity"/> requests are under way (who
/// asks beyond waits), and <see cref="NewsQueue.Capacity"/> pushed messages wait for each reader (what comes beyond is asked for later).
/// </remarks>
/// <example>
/// <code>
/// await using var client = await ChatClient.JoinAsync(new() { Address = ServerAddress.Parse(link), Name = "bot" });
/// await client.SendAsync(ChatClient.Lobby, "hello");
/// await foreach (var message in client.TailAsync(ChatClient.Lobby, after: 0)) Console.WriteLine(message.Text);
/// </code>
/// </example>
public sealed partial class ChatClient : IAsyncDisposable
{
    /// <summary>The id of the conversation that everybody is in.</summary>
    public const string Lobby = "lobby";

    readonly ChatClientOptions options;
    readonly IServerDoor door;
    readonly Joining joining;
    readonly Backoff backoff;
    readonly Random chance;
    readonly RequestBook requests = new();
    readonly TailBoard tails = new();
    readonly CancellationTokenSource stop = new();
    Task running = Task.CompletedTask;
    volatile PersonObject me = null!;
    int isDisposed;

    ChatClient(ChatClientOptions options)
    {
        this.options = options;
        var address = Joining.AddressOf(options);
        door = options.OpenDoor(address);
        joining = new Joining(options, address, door);
        backoff = new Backoff(options.Random);
        chance = new Random(options.Random.Next());
    }

    /// <summary>Who one is here. Changes when the server forgot the token and the name was taken anew.</summary>
    public PersonObject Me => me;

    /// <summary>The server one has joined.</summary>
    public ServerInfo Server => joining.Server;

    /// <summary>
    /// Joins the server, or comes back with the token that is kept. Tried once: a server that is not there is an error here, and waited for
    /// only later.
    /// </summary>
    /// <exception cref="RefusedException">The name is taken or no name, or the code is missing or wrong.</exception>
    /// <exception cref="UntrustedServerException">The certificate is neither pinned nor trusted by the system, or the pin does not
    /// fit.</exception>
    /// <exception cref="ChatException">Any of the others: no server, no answer, no ChatBox, no token file.</exception>
    public static async Task<ChatClient> JoinAsync(ChatClientOptions options, CancellationToken cancellationToken = default)
    {
        var client = new ChatClient(options);
        try
        {
            await client.StartAsync(cancellationToken);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Closes the connection in order. Requests that wait, and readers, get <see cref="ObjectDisposedException"/>. Never throws.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isDisposed, 1) != 0) return;
        await stop.CancelAsync();
        await running;
        door.Dispose();
        stop.Dispose();
    }

    async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Address is { IsPlain: true, IsLoopback: false })
            options.Notice?.Invoke($"Warning: {options.Address} is not encrypted: everybody on the way can read along.");
        var first = await InTimeAsync(
            async token =>
            {
                await joining.StartAsync(token);
                return await joining.ConnectAsync(token);
            },
            options.RequestTimeout,
            $"{options.Address} did not answer in time.",
            cancellationToken);
        running = RunAsync(first);
    }

    async Task<T> InTimeAsync<T>(
        Func<CancellationToken, Task<T>> step, TimeSpan timeout, string tooLate, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(timeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            return await step(either.Token);
        }
        catch (OperationCanceledException e) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new AnswerTimeoutException(tooLate, e);
        }
    }
}
