using System.Net;
using System.Text.Json;
using ChatBox.Protocol.Json;

namespace ChatBox.Client.Connections;

/// <summary>What a server means that does not answer with success. Immutable.</summary>
sealed class HttpRefusals(ServerAddress address)
{
    // As large as a body of the API may be.
    const int MaxBody = 64 * 1024;

    public async Task<ChatException> OfAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        // HEAD is answered without a body (RFC 9110, section 9.3.2): the status is all there is.
        if (answer.RequestMessage?.Method == HttpMethod.Head) return OfHead(answer.StatusCode);
        using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var bytes = new byte[MaxBody];
        var count = await body.ReadAtLeastAsync(bytes, MaxBody, throwOnEndOfStream: false, cancellationToken);
        return Of(answer.StatusCode, answer.Headers.Location, bytes.AsSpan(0, count));
    }

    public ChatException Of(HttpStatusCode status, Uri? location, ReadOnlySpan<byte> body)
    {
        if ((int)status is >= 300 and < 400)
        {
            var target = location is { IsAbsoluteUri: true } ? location.GetLeftPart(UriPartial.Authority) : "another address";
            return new ProtocolViolationException($"{address} only points to {target}. Use the invite link, which begins with https://.");
        }

        try
        {
            if (JsonSerializer.Deserialize(body, WireJson.Context.ProblemObject) is { Code.Length: > 0 } problem)
                return new RefusedException(problem.Code, problem.Detail ?? problem.Title ?? problem.Code);
        }
        catch (JsonException)
        {
            // Somebody else's error page.
        }

        return Of(status);
    }

    public ChatException Of(HttpStatusCode status) =>
        (int)status >= 500 || status is HttpStatusCode.TooManyRequests or HttpStatusCode.Locked
        ? new ConnectionException($"{address} cannot answer at the moment (HTTP {(int)status}).")
        : NotChatBox();

    ChatException OfHead(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => new RefusedException("not_joined", "The server does not know this token."),
        HttpStatusCode.NotFound => new RefusedException("no_such_file", "There is no such file, or you may not see it."),
        HttpStatusCode.Gone =>
            new RefusedException("file_gone", "This file was declined, withdrawn or deleted, or its upload was given up."),
        _ => Of(status),
    };

    public ProtocolViolationException NotChatBox(Exception? e = null) => new($"What answers at {address} is not ChatBox.", e);
}
