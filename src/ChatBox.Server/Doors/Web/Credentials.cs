using ChatBox.Core;
using ChatBox.Server.Sessions;

namespace ChatBox.Server.Doors.Web;

/// <summary>
/// Who speaks in an HTTP request: by bearer token (programs) or by cookie (the page), and whether the request may be ours.
/// </summary>
sealed class Credentials(Admission admission)
{
    const string Scheme = "Bearer ";

    // Browsers keep a cookie 400 days at most.
    static readonly TimeSpan CookieLifetime = TimeSpan.FromDays(400);

    /// <summary>
    /// The speaker, or why there is none. A request with the cookie that changes something, or opens a WebSocket, must have our Origin.
    /// </summary>
    public async Task<(Speaker? Speaker, Refusal? Refusal)> IdentifyAsync(HttpContext context, bool changesSomething)
    {
        var (token, isCookie) = TokenOf(context.Request);
        if (token is null) return (null, Refusals.NotJoined);
        if (isCookie && changesSomething && !HasOwnOrigin(context.Request)) return (null, Refusals.ForeignOrigin);
        return await admission.RecognizeAsync(token, context.RequestAborted) is { } speaker ? (speaker, null) : (null, Refusals.NotJoined);
    }

    public static (string? Token, bool IsCookie) TokenOf(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        if (authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return (authorization[Scheme.Length..].Trim(), false);
        return (request.Cookies[CookieName(request)], true);
    }

    /// <summary>
    /// The Origin is scheme, host and port of this very request. A request without one is not a browser's that changes something: those
    /// always send it.
    /// </summary>
    public static bool HasOwnOrigin(HttpRequest request) =>
        request.Headers.Origin.ToString() is { Length: > 0 } origin
        && string.Equals(origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// True where a browser says that the request comes from another site. For calls that need no credentials but set the cookie.
    /// </summary>
    public static bool IsForeign(HttpRequest request) => request.Headers.Origin.Count > 0 && !HasOwnOrigin(request);

    public static void SetCookie(HttpContext context, string token) =>
        context.Response.Cookies.Append(CookieName(context.Request), token, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            Path = "/",
            MaxAge = CookieLifetime,
            IsEssential = true,
        });

    // Cookies know no ports: two servers on one host must not overwrite each other's. The port is the one the browser asked, as it sees it.
    static string CookieName(HttpRequest request)
    {
        var port = request.Host.Port ?? (request.IsHttps ? 443 : 80);
        return request.IsHttps ? $"__Host-chatbox-{port}" : $"chatbox-{port}";
    }
}
