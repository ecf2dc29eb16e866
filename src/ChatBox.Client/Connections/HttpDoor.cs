using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ChatBox.Protocol.Json;

namespace ChatBox.Client.Connections;

/// <summary>The server over HTTP and WebSocket. Thread-safe.</summary>
sealed class HttpDoor : IServerDoor
{
    /// <summary>A page of the server is at most 64 KiB; sixteen times that is a server one should not believe.</summary>
    public const int MaxReceived = 1024 * 1024;

    // A half-open connection is noticed within 30 s, as fast as the server notices one.
    static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    readonly ServerAddress address;
    readonly CertificatePolicy policy;
    readonly HttpRefusals refusals;
    readonly HttpClient http;

    public HttpDoor(ServerAddress address)
    {
        this.address = address;
        policy = new CertificatePolicy(address);
        refusals = new HttpRefusals(address);
        var handler = new SocketsHttpHandler
        {
            // A redirect could carry the code or the token to somebody else.
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !address.IsLoopback,
            ConnectCallback = ConnectAsync,
        };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            policy.Accepts(certificate, chain, errors);
        http = new HttpClient(handler) { BaseAddress = address.Origin, MaxResponseContentBufferSize = MaxReceived, Timeout = Timeout.InfiniteTimeSpan };
    }

    public (IPAddress Address, TimeSpan RoundTrip)? Peer { get; private set; }

    public void Dispose() => http.Dispose();

    public Task<ServerInfo> GetServerAsync(CancellationToken cancellationToken) =>
        AskAsync(() => new HttpRequestMessage(HttpMethod.Get, "api/v1/server"), WireJson.Context.ServerInfo, cancellationToken);

    public Task<JoinedObject> JoinAsync(string name, string? code, CancellationToken cancellationToken)
    {
        var body = new Dictionary<string, string> { [RequestWords.Name] = name };
        if (code is not null) body[RequestWords.Code] = code;
        return EnterAsync("api/v1/people", body, cancellationToken);
    }

    public Task<JoinedObject> RedeemAsync(string secret, CancellationToken cancellationToken) =>
        EnterAsync("api/v1/links/redeem", new Dictionary<string, string> { [RequestWords.Link] = secret }, cancellationToken);

    public async Task<IFrameSocket> ConnectAsync(string token, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.SetRequestHeader("Authorization", new AuthenticationHeaderValue("Bearer", token).ToString());
            socket.Options.KeepAliveInterval = KeepAlive;
            socket.Options.KeepAliveTimeout = KeepAlive;
            socket.Options.CollectHttpResponseDetails = true;
            var uri = new UriBuilder(address.Origin) { Scheme = address.IsPlain ? "ws" : "wss", Path = "/ws" }.Uri;
            await socket.ConnectAsync(uri, http, cancellationToken);
            return new WebSocketFrames(socket, address);
        }
        catch (Exception e)
        {
            var status = socket.HttpStatusCode;
            socket.Dispose();
            throw e is OperationCanceledException ? e : Translate(e, status);
        }
    }

    // As the handler does it by itself; where it went, and how long that took, is all there is to add.
    async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            var start = TimeProvider.System.GetTimestamp();
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            // A proxy is not where the server is.
            if (context.DnsEndPoint.Host == address.Origin.IdnHost && socket.RemoteEndPoint is IPEndPoint { Address: var peer })
                Peer = (peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer, TimeProvider.System.GetElapsedTime(start));
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    Task<JoinedObject> EnterAsync(string path, Dictionary<string, string> body, CancellationToken cancellationToken) => AskAsync(
        () => new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) },
        WireJson.Context.JoinedObject,
        cancellationToken);

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string token, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (answer.IsSuccessStatusCode) return answer;
            using (answer) throw await refusals.OfAsync(answer, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Translate(e, default);
        }
    }

    async Task<T> AskAsync<T>(Func<HttpRequestMessage> request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var asked = request();
            using var answer = await http.SendAsync(asked, cancellationToken);
            var bytes = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            if (!answer.IsSuccessStatusCode) throw refusals.Of(answer.StatusCode, answer.Headers.Location, bytes);
            return JsonSerializer.Deserialize(bytes, type) ?? throw refusals.NotChatBox();
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            throw Translate(e, default);
        }
    }

    ChatException Translate(Exception e, HttpStatusCode upgrade)
    {
        if (policy.Problem is { } problem) return new UntrustedServerException(problem, e);
        if (upgrade == HttpStatusCode.Unauthorized) return new RefusedException("not_joined", "The server does not know this token.");
        if (upgrade is not (default(HttpStatusCode) or HttpStatusCode.OK or HttpStatusCode.SwitchingProtocols)) return refusals.Of(upgrade);
        if (e is JsonException) return refusals.NotChatBox(e);
        // The loop goes to the cause: a WebSocketException holds an HttpRequestException, which holds what the system said.
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException)
                return new ConnectionException(
                    $"{address} does not answer in TLS. Where the server is plain, begin its address with http://.", e);
            if (cause is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded })
                return new ProtocolViolationException($"{address} answers with more than it may.", e);
            if (cause is HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse })
                return refusals.NotChatBox(e);
            if (cause is SocketException socket)
                return new ConnectionException($"{address} cannot be reached: {Lowered(socket.Message)}.", e);
        }

        return new ConnectionException($"The connection to {address} broke.", e);
    }

    static string Lowered(string message) => message.Length > 0 ? char.ToLowerInvariant(message[0]) + message[1..].TrimEnd('.') : message;
}
