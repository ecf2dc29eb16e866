using System.Net;
using ChatBox.Protocol.Json;

namespace ChatBox.Client.Connections;

/// <summary>
/// The server as a client reaches it; the seam at which tests put one in memory. All methods throw <see cref="ChatException"/>.
/// </summary>
interface IServerDoor : IDisposable
{
    /// <summary>Where the last connection went, and how long connecting took; null where nobody knows.</summary>
    (IPAddress Address, TimeSpan RoundTrip)? Peer { get; }

    Task<ServerInfo> GetServerAsync(CancellationToken cancellationToken);

    Task<JoinedObject> JoinAsync(string name, string? code, CancellationToken cancellationToken);

    /// <summary>One more device of the person who made the one-time link.</summary>
    Task<JoinedObject> RedeemAsync(string secret, CancellationToken cancellationToken);

    /// <exception cref="RefusedException"><c>not_joined</c>, where the server does not know the token.</exception>
    Task<IFrameSocket> ConnectAsync(string token, CancellationToken cancellationToken);

    /// <summary>A call of the HTTP API, for what is too large for a frame.</summary>
    /// <returns>An answer of success, of which nothing but the head has been read. Reading on can throw
    /// <see cref="IOException"/>.</returns>
    Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string token, CancellationToken cancellationToken);
}

/// <summary>One WebSocket. One reader and one writer at a time; cancelling either breaks the connection.</summary>
interface IFrameSocket : IDisposable
{
    /// <returns>One whole message, valid until the next call; null when the server has closed.</returns>
    /// <exception cref="ConnectionException">The connection broke.</exception>
    /// <exception cref="ProtocolViolationException">What came is no frame.</exception>
    ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken);

    ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken);

    /// <summary>Says goodbye to the server, without waiting for its answer.</summary>
    ValueTask CloseAsync(CancellationToken cancellationToken);
}
