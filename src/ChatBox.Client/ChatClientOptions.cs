using ChatBox.Client.Connections;
using ChatBox.Protocol.Json;

namespace ChatBox.Client;

/// <summary>How a <see cref="ChatClient"/> joins and behaves. Immutable; change a copy by <c>with</c>.</summary>
public sealed record ChatClientOptions
{
    /// <summary>The server, with code and pin where its invite link has them.</summary>
    public required ServerAddress Address { get; init; }

    /// <summary>
    /// The name to join under; 1 to 32 characters. Not looked at where <see cref="Token"/> is given. With a one-time link it may be empty;
    /// where it is not, it must be the name of the person who made the link.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>
    /// Where tokens and pins are kept; default null: nothing is kept, the name is taken anew by each client and stays taken after it, so
    /// give a store to whatever runs more than once.
    /// </summary>
    public TokenStore? Tokens { get; init; }

    /// <summary>
    /// The token of somebody who has joined before, for a bot that keeps its own; default null. It is sent to whatever server the address
    /// and pin lead to, and is not replaced when the server does not know it.
    /// </summary>
    public string? Token { get; init; }

    /// <summary>
    /// Whether a pin in <see cref="Address"/> that differs from the one kept replaces it; default false: it is refused. True is for a pin
    /// that a person has compared with the host's.
    /// </summary>
    public bool ReplacesPin { get; init; }

    /// <summary>
    /// How long joining, or a request with all reconnecting, may take; default 30 s, which outlasts a restart of the server;
    /// <see cref="Timeout.InfiniteTimeSpan"/> waits for as long as it takes.
    /// </summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Is told, in a sentence, what a person may want to know: no encryption, a lost connection, a damaged file. Called from any thread,
    /// never twice at once for the connection; must return soon.
    /// </summary>
    public Action<string>? Notice { get; init; }

    /// <summary>
    /// Is given every event as it is pushed. A hint: what happens while there is no connection is not told. Called by the reader of the
    /// connection, in order; must return soon and not throw.
    /// </summary>
    public Action<ServerFrame>? OnEvent { get; init; }

    /// <summary>What waiting goes by; default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Where the random part of waiting times comes from; default <see cref="System.Random.Shared"/>. Used by one thread at a time.
    /// </summary>
    public Random Random { get; init; } = Random.Shared;

    /// <summary>How the server is reached; over the network unless a test puts it in memory.</summary>
    internal Func<ServerAddress, IServerDoor> OpenDoor { get; init; } = address => new HttpDoor(address);
}
