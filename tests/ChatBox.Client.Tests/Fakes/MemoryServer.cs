using System.Globalization;
using System.Text.Json;
using ChatBox.Client.Connections;
using ChatBox.Protocol.Json;
using Words = ChatBox.Protocol.Json.RequestWords;

namespace ChatBox.Client.Tests.Fakes;

/// <summary>
/// A server in memory that keeps the promises of docs/protocol.md, and whose network does not: a test can cut it at any moment. Everything
/// happens on the caller's thread, under one lock.
/// </summary>
sealed class MemoryServer : IServerDoor
{
    static readonly DateTimeOffset Noon = new(2030, 6, 15, 12, 0, 0, TimeSpan.Zero);

    readonly Lock gate = new();
    readonly Dictionary<string, string> names = [];
    readonly Dictionary<string, List<MessageObject>> conversations = new() { [ChatClient.Lobby] = [] };
    readonly List<MemorySocket> sockets = [];
    int joins;

    public string Id { get; set; } = "server-1";

    /// <summary>Where UDP goes; null where that is not known.</summary>
    public (System.Net.IPAddress Address, TimeSpan RoundTrip)? Peer { get; set; }

    /// <summary>Makes a ticket for RDT; null where there is none.</summary>
    public Func<TransferObject>? Ticket { get; set; }

    /// <summary>Whether connecting works.</summary>
    public bool IsUp { get; set; } = true;

    /// <summary>One-time links that wait, with the name of who made them.</summary>
    public Dictionary<string, string> Links { get; } = [];

    public int PageSize { get; set; } = 200;

    public int Connections { get; private set; }

    public int Joins => joins;

    /// <summary>Every request that arrived, in order, with the number of its connection.</summary>
    public List<(int Connection, string Type, string Json)> Arrived { get; } = [];

    /// <summary>Is asked before a request is carried out; false leaves it without an answer.</summary>
    public Func<string, bool> BeforeRequest { get; set; } = _ => true;

    /// <summary>Is asked before a frame reaches a client; false loses it.</summary>
    public Func<ServerFrame, bool> BeforeFrame { get; set; } = _ => true;

    /// <summary>Runs after a request was carried out and before it is answered.</summary>
    public Action<string> AfterRequest { get; set; } = _ => { };

    public IReadOnlyList<MessageObject> Stored(string conversation = ChatClient.Lobby)
    {
        lock (gate) return [.. conversations[conversation]];
    }

    public ChatClientOptions Options(string name, TimeProvider clock) => new()
    {
        Address = ServerAddress.Parse("http://localhost:1"),
        Name = name,
        TimeProvider = clock,
        Random = new Random(1),
        // Virtual time runs as fast as it can: on a busy machine a step of the client can take long.
        RequestTimeout = Timeout.InfiniteTimeSpan,
        OpenDoor = _ => this,
    };

    public void Dispose()
    {
    }

    public Task<ServerInfo> GetServerAsync(CancellationToken cancellationToken) =>
        IsUp ? Task.FromResult(new ServerInfo(Id, "House", "0.1.0", false)) : throw new ConnectionException("away");

    public Task<JoinedObject> JoinAsync(string name, string? code, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!IsUp) throw new ConnectionException("away");
            if (names.ContainsValue(name)) throw new RefusedException("name_taken", $"The name {name} is taken.");
            var token = string.Create(CultureInfo.InvariantCulture, $"token-{++joins}");
            names[token] = name;
            return Task.FromResult(new JoinedObject(name, name, token));
        }
    }

    public Task<JoinedObject> RedeemAsync(string secret, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!Links.Remove(secret, out var name)) throw new RefusedException("bad_link", "This link was used already.");
            var token = string.Create(CultureInfo.InvariantCulture, $"token-{++joins}");
            names[token] = name;
            return Task.FromResult(new JoinedObject(name, name, token));
        }
    }

    public Task<IFrameSocket> ConnectAsync(string token, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!IsUp) throw new ConnectionException("away");
            if (!names.TryGetValue(token, out var name)) throw new RefusedException("not_joined", "unknown token");
            var socket = new MemorySocket(this, name, ++Connections);
            sockets.Add(socket);
            socket.Push(
                new WelcomeFrame(
                    PersonOf(name), "session", new ServerObject(Id, "House", "0.1.0"), Noon, new LimitsObject(8000, 32, 50L << 30)));
            return Task.FromResult<IFrameSocket>(socket);
        }
    }

    /// <summary>All connections break; what was pushed and not read is gone.</summary>
    public void Cut(bool down = false)
    {
        lock (gate)
        {
            IsUp = !down;
            foreach (var socket in sockets.ToList()) socket.Break();
        }
    }

    /// <summary>The data directory is gone: nobody is known.</summary>
    public void ForgetTokens()
    {
        lock (gate) names.Clear();
    }

    public void Forget(string conversation, int keep)
    {
        lock (gate) conversations[conversation].RemoveRange(keep, conversations[conversation].Count - keep);
    }

    public void Push(ServerFrame frame)
    {
        lock (gate)
        {
            foreach (var socket in sockets.ToList()) socket.Push(frame);
        }
    }

    /// <summary>Somebody else says something.</summary>
    public void Post(string text, string conversation = ChatClient.Lobby)
    {
        lock (gate) Store(conversation, "somebody", Guid.NewGuid().ToString("N"), text);
    }

    internal bool MayPass(ServerFrame frame) => BeforeFrame(frame);

    internal void Leave(MemorySocket socket)
    {
        lock (gate) sockets.Remove(socket);
    }

    internal void Receive(MemorySocket socket, ReadOnlyMemory<byte> bytes)
    {
        lock (gate)
        {
            using var json = JsonDocument.Parse(bytes);
            var request = json.RootElement;
            var (type, id) = (request.GetProperty(Words.Type).GetString()!, request.GetProperty(Words.Id).GetString()!);
            Arrived.Add((socket.Number, type, request.GetRawText()));
            if (!BeforeRequest(type)) return;
            var answer = Carry(type, id, request, socket.Name);
            AfterRequest(type);
            socket.Push(answer);
        }
    }

    /// <summary>What is up- and downloaded.</summary>
    public MemoryFiles Files { get; } = new();

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string token, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!IsUp) throw new ConnectionException("away");
            if (!names.ContainsKey(token)) throw new RefusedException("not_joined", "unknown token");
        }

        return await Files.AnswerAsync(request, cancellationToken);
    }

    static PersonObject PersonOf(string name) => new(name, name, "online", false);

    static string Text(JsonElement request, string name) => request.GetProperty(name).GetString()!;

    ServerFrame Carry(string type, string id, JsonElement request, string name)
    {
        if (request.TryGetProperty(Words.Conversation, out var asked) && !conversations.ContainsKey(asked.GetString()!))
            return new ErrorFrame(id, "no_such_conversation", "There is no such conversation.");

        return type switch
        {
            Words.Conversations => new OkFrame(id) { Conversations = [.. conversations.Keys.Select(ConversationOf)] },
            Words.Conversation => new OkFrame(id) { Conversation = ConversationOf(Text(request, Words.Conversation)) },
            Words.People => new OkFrame(id) { People = [.. names.Values.Select(PersonOf)] },
            Words.History => HistoryOf(id, Text(request, Words.Conversation), request.GetProperty(Words.After).GetInt64()),
            Words.Send => Send(id, name, Text(request, Words.Conversation), Text(request, Words.ClientId), request),
            Words.Share =>
                new OkFrame(id) { Files = [.. Files.Shared.Select(file => new SharedFileObject(file.Key, file.Value.Length, Noon))] },
            Words.Transfer when Ticket is not null => new OkFrame(id) { Transfer = Ticket() },
            Words.RoomCreate => Create(id, Text(request, Words.Name)),
            _ => new ErrorFrame(id, "unknown_type", "unknown"),
        };
    }

    OkFrame Create(string id, string name)
    {
        conversations[name] = [];
        return new OkFrame(id) { Conversation = ConversationOf(name) };
    }

    OkFrame HistoryOf(string id, string conversation, long after)
    {
        var all = conversations[conversation];
        return new OkFrame(id) { Messages = [.. all.Where(m => m.Number > after).Take(PageSize)], Last = all.Count };
    }

    ServerFrame Send(string id, string name, string conversation, string clientId, JsonElement request)
    {
        var text = request.TryGetProperty(Words.Text, out var given) ? given.GetString()! : "";
        var known = conversations[conversation].FirstOrDefault(m => m.ClientId == clientId && m.Author.Name == name);
        var upload = known is null && request.TryGetProperty(Words.Upload, out var asked) ? asked.GetString() : null;
        var file = upload is null ? null : Files.Find(upload);
        if (upload is not null && file is null) return new ErrorFrame(id, "no_such_file", "There is no such file.");
        if (file is { Ready: false }) return new ErrorFrame(id, "upload_unfinished", "The file is not whole yet.");
        return new OkFrame(id) { Message = known ?? Store(conversation, name, clientId, text, file), Repeated = known is null ? null : true };
    }

    MessageObject Store(string conversation, string name, string clientId, string text, FileObject? file = null)
    {
        var all = conversations[conversation];
        var message = new MessageObject(conversation, all.Count + 1, new AuthorObject(name, name, false), clientId, text, Noon, file);
        all.Add(message);
        foreach (var socket in sockets.ToList()) socket.Push(new MessageFrame(message));
        return message;
    }

    ConversationObject ConversationOf(string id) =>
        new(id, id == ChatClient.Lobby ? "lobby" : "room", id, false, 2, true, Last: conversations[id].Count, Read: 0);
}
