using ChatBox.Client.Tokens;
using ChatBox.Core.People;
using ChatBox.Protocol.Json;

namespace ChatBox.Client.Connections;

/// <summary>Finds out who the server is, and gets the token to speak to it: the one kept, or a new one by joining.</summary>
sealed class Joining(ChatClientOptions options, ServerAddress address, IServerDoor door)
{
    const string NotJoined = "not_joined";

    string? token = options.Token;

    // A one-time link says itself who one is.
    string name = options.Name;

    /// <summary>Set by <see cref="StartAsync"/>.</summary>
    public ServerInfo Server { get; private set; } = null!;

    /// <summary>What HTTP calls are made with; there is one from the first connection on.</summary>
    public string Token => Volatile.Read(ref token) ?? throw new InvalidOperationException("Nobody has joined yet.");

    /// <summary>The address to use: with the pin that is kept where it has none.</summary>
    public static ServerAddress AddressOf(ChatClientOptions options) =>
        options.Address is { Pin: null, IsPlain: false } address && options.Tokens?.FindPin(address) is { } pin
            ? address.WithPin(pin)
            : options.Address;

    /// <summary>Learns the server's id, and looks whether it is the server it claims to be.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Server = await door.GetServerAsync(cancellationToken);
        if (string.IsNullOrEmpty(Server.Id)) throw new ProtocolViolationException($"What answers at {address} is not ChatBox.");
        if (options.Token is null && options.Tokens?.Find(Server.Id) is { } kept) Check(kept);
    }

    /// <summary>Connects; a token that the server does not know is replaced by joining anew.</summary>
    public async Task<Connection> ConnectAsync(CancellationToken cancellationToken)
    {
        var tried = token ?? options.Tokens?.FindToken(Server.Id, name);
        if (tried is null && address.Secret is { } secret) tried = await RedeemAsync(secret, cancellationToken);
        if (tried is not null)
        {
            try
            {
                var connection = await OpenAsync(tried, cancellationToken);
                await RememberAsync(tried, cancellationToken);
                return connection;
            }
            catch (RefusedException e) when (e.Code == NotJoined && options.Token is null)
            {
                // As below, as if there had been none.
            }
        }

        token = await JoinAsync(tried, cancellationToken);
        return await OpenAsync(token, cancellationToken);
    }

    async Task<Connection> OpenAsync(string token, CancellationToken cancellationToken)
    {
        var connection = await Connection.OpenAsync(door, token, cancellationToken);
        if (connection.Welcome.Server.Id == Server.Id)
        {
            this.token = token;
            return connection;
        }

        connection.Dispose();
        throw new LostMessagesException($"Another server answers at {address} now, so what was read before does not go on. Start anew.");
    }

    /// <param name="unknown">The token that the server does not know.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    async Task<string> JoinAsync(string? unknown, CancellationToken cancellationToken)
    {
        if (options.Tokens is not { } store) return (await AskAsync(cancellationToken)).Token;

        using var joining = await store.LockJoiningAsync(Server.Id, name, options.RequestTimeout, cancellationToken);
        // Another program may have joined under the name while this one waited.
        if (store.FindToken(Server.Id, name) is { } found && found != unknown) return found;
        var joined = await AskAsync(cancellationToken);
        await store.KeepAsync(Server.Id, address, name, joined.Token, cancellationToken);
        return joined.Token;
    }

    /// <summary>The same server under another address, or with the fingerprint that a person has compared.</summary>
    async Task RememberAsync(string token, CancellationToken cancellationToken)
    {
        if (options is not { Token: null, Tokens: { } store } || store.Find(Server.Id) is not { } kept) return;
        if (kept.Origins.Contains(address.ToString()) && (address.Pin is null || address.Pin == kept.Pin)) return;
        await store.KeepAsync(Server.Id, address, name, token, cancellationToken);
    }

    async Task<JoinedObject> AskAsync(CancellationToken cancellationToken)
    {
        return Check(await door.JoinAsync(name, address.Code, cancellationToken));
    }

    /// <summary>The link works once: what it gave is kept before anything else can go wrong.</summary>
    async Task<string> RedeemAsync(string secret, CancellationToken cancellationToken)
    {
        var joined = Check(await door.RedeemAsync(secret, cancellationToken));
        var asked = name;
        name = joined.Name;
        if (options.Tokens is { } store) await store.KeepAsync(Server.Id, address, name, joined.Token, cancellationToken);
        if (asked.Length == 0 || PersonName.KeyOf(asked) == PersonName.KeyOf(name)) return joined.Token;
        throw new RefusedException(
            "sender_mismatch", $"The link is {name}'s, not {asked}'s. This is a device of {name} now: go on with that name.");
    }

    static JoinedObject Check(JoinedObject joined) =>
        string.IsNullOrEmpty(joined.Token) || string.IsNullOrEmpty(joined.Name)
            ? throw new ProtocolViolationException("The server gave no token.")
            : joined;

    void Check(KeptServer kept)
    {
        if (kept.IsProvenBy(address) || (options.ReplacesPin && address.Pin is not null)) return;
        var known = kept.Origins.Count > 0 ? kept.Origins[^1] : "another address";
        throw new UntrustedServerException(address.Pin is not null && kept.Pin is not null
            ? $"{address} says it is the server you know from {known}, but has another fingerprint. "
                + "Where the host has a new key on purpose, give what stands after the last dot of the host's invite link with --fingerprint."
            : $"{address} says it is the server you know from {known}, but does not prove it. Use that address, or the invite link.");
    }
}
