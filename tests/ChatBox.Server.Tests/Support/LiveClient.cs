using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace ChatBox.Server.Tests.Support;

/// <summary>
/// A client of the WebSocket door as docs/protocol.md describes one. Reads all the time, unless told to stop: answers go to who asked, the
/// rest is kept in the order in which it came.
/// </summary>
sealed class LiveClient : IAsyncDisposable
{
    readonly ClientWebSocket socket;
    readonly HttpMessageInvoker? invoker;
    readonly Lock gate = new();
    readonly SemaphoreSlim sending = new(1, 1);
    readonly Dictionary<string, TaskCompletionSource<JsonElement>> asked = [];
    readonly List<JsonElement> events = [];
    readonly List<JsonElement> errors = [];
    readonly List<string> answerOrder = [];
    readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    TaskCompletionSource more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int consumed;
    long nextId;

    LiveClient(ClientWebSocket socket, Somebody who, HttpMessageInvoker? invoker) =>
        (this.socket, Who, this.invoker) = (socket, who, invoker);

    public Somebody Who { get; }

    public string Id => Who.Id;

    public JsonElement Welcome { get; private set; }

    /// <summary>Everything but answers, from the beginning.</summary>
    public IReadOnlyList<JsonElement> Events
    {
        get
        {
            lock (gate) return [.. events];
        }
    }

    /// <summary>Ids of answers as they came.</summary>
    public IReadOnlyList<string> AnswerOrder
    {
        get
        {
            lock (gate) return [.. answerOrder];
        }
    }

    public WebSocketCloseStatus? CloseStatus => socket.CloseStatus;

    /// <summary>Ends when the connection has ended, however.</summary>
    public Task Closed => closed.Task;

    public static async Task<LiveClient> ConnectAsync(
        Somebody who, Uri? at = null, Action<ClientWebSocketOptions>? options = null, HttpMessageInvoker? invoker = null)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {who.Token}");
        options?.Invoke(socket.Options);
        var url = new UriBuilder(at ?? who.Server.Http) { Path = "/ws" };
        url.Scheme = url.Scheme == "https" ? "wss" : "ws";
        await socket.ConnectAsync(url.Uri, invoker, CancellationToken.None).Soon();
        var client = new LiveClient(socket, who, invoker);
        var reading = Task.Run(client.ReadAsync);
        client.Welcome = await client.NextAsync("welcome");
        return client;
    }

    /// <summary>Sends a request and gives its answer, be it ok or error.</summary>
    public async Task<JsonElement> AskAsync(string type, params (string Name, object Value)[] fields)
    {
        var id = Interlocked.Increment(ref nextId).ToString(CultureInfo.InvariantCulture);
        return await await BeginAsync(id, type, fields);
    }

    /// <summary>Sends a request; the inner task is the answer.</summary>
    public async Task<Task<JsonElement>> BeginAsync(string id, string type, params (string Name, object Value)[] fields)
    {
        var request = new Dictionary<string, object> { ["type"] = type, ["id"] = id };
        foreach (var (name, value) in fields) request[name] = value;
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            // Half closed by the server, the socket still takes requests, and nobody would read an answer.
            if (closed.Task.IsCompleted) throw new IOException("the connection has ended");
            asked[id] = answer;
        }

        await SendAsync(JsonSerializer.SerializeToUtf8Bytes(request), WebSocketMessageType.Text);
        return answer.Task.Soon();
    }

    public Task<JsonElement> SayAsync(string text, string conversation = "lobby", string? clientId = null) =>
        AskAsync("send", ("conversation", conversation), ("clientId", clientId ?? Guid.NewGuid().ToString("N")), ("text", text));

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType type, bool end = true)
    {
        await sending.WaitAsync();
        try
        {
            await socket.SendAsync(bytes, type, end, CancellationToken.None).AsTask().Soon();
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>Sends something that is to be refused, and gives the error, be it with an id or without.</summary>
    public async Task<JsonElement> RefusedAsync(string text)
    {
        await SendAsync(text);
        await SettleAsync();
        lock (gate) return errors[^1];
    }

    /// <summary>The next event of this type after those taken before; others between are passed over.</summary>
    public Task<JsonElement> NextAsync(string type, Func<JsonElement, bool>? where = null, TimeSpan? within = null) =>
        NextAsync(frame => frame.Type() == type && (where?.Invoke(frame) ?? true), type, within);

    public async Task<JsonElement> NextAsync(Func<JsonElement, bool> where, string what = "an event", TimeSpan? within = null)
    {
        using var limit = new CancellationTokenSource(within ?? Eventually.Limit);
        while (true)
        {
            Task wait;
            lock (gate)
            {
                while (consumed < events.Count)
                    if (where(events[consumed++])) return events[consumed - 1];
                if (closed.Task.IsCompleted) Assert.Fail($"{Who.Name}: the connection ended before {what} came");
                wait = more.Task;
            }

            try
            {
                await wait.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"{Who.Name}: {what} did not come");
            }
        }
    }

    /// <summary>The goodbye, after which the connection has ended.</summary>
    public async Task<JsonElement> GoodbyeAsync(TimeSpan? within = null)
    {
        var goodbye = await NextAsync("goodbye", within: within);
        await Closed.Soon();
        return goodbye;
    }

    /// <summary>Everything sent before has been dealt with: a ping went there and back.</summary>
    public Task<JsonElement> SettleAsync() => AskAsync("ping");

    public async ValueTask DisposeAsync()
    {
        using (var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5)))
        {
            try
            {
                if (socket.State == WebSocketState.Open)
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
                await Closed.WaitAsync(limit.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or WebSocketException or IOException
                or ObjectDisposedException)
            {
                // It ends all the same.
            }
        }

        socket.Abort();
        socket.Dispose();
        sending.Dispose();
        invoker?.Dispose();
    }

    /// <summary>Cuts the connection without a word.</summary>
    public void Abort() => socket.Abort();

    async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        var message = new MemoryStream();
        try
        {
            while (true)
            {
                var received = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close) break;
                message.Write(buffer, 0, received.Count);
                if (!received.EndOfMessage) continue;
                Take(JsonSerializer.Deserialize<JsonElement>(message.GetBuffer().AsSpan(0, (int)message.Length)));
                message.SetLength(0);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or ObjectDisposedException
            or OperationCanceledException)
        {
            // The test looks at what came before.
        }

        lock (gate)
        {
            closed.TrySetResult();
            more.TrySetResult();
            foreach (var waiting in asked.Values) waiting.TrySetException(new IOException("the connection ended before the answer"));
        }
    }

    void Take(JsonElement frame)
    {
        lock (gate)
        {
            if (frame.Type() == "error") errors.Add(frame);
            var id = frame.Type() is "ok" or "error" && frame.TryGetProperty("id", out var given) ? given.GetString() : null;
            if (id is not null)
            {
                answerOrder.Add(id);
                if (asked.Remove(id, out var waiting)) waiting.TrySetResult(frame);
                return;
            }

            events.Add(frame);
            var told = more;
            more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            told.TrySetResult();
        }
    }
}
