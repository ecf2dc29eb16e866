using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace ChatBox.EndToEnd.Tests.Browsers;

/// <summary>
/// Notes whatever no page of ChatBox may ever do, in any test: ask another host, violate its own content security policy, throw, complain
/// on the console, open a dialog of the browser.
/// </summary>
sealed partial class BrowserWatch
{
    readonly ConcurrentQueue<string> problems = new();
    readonly IReadOnlyCollection<string> authorities;

    /// <param name="context">What is watched.</param>
    /// <param name="authorities">Host and port of each door of the server.</param>
    public BrowserWatch(IBrowserContext context, IReadOnlyCollection<string> authorities)
    {
        this.authorities = authorities;
        context.Request += (_, request) => Check(request.Url);
        context.Page += (_, page) => page.WebSocket += (_, socket) => Check(socket.Url);
        context.WebError += (_, error) => problems.Enqueue($"uncaught: {error.Error}");
        context.Console += (_, message) => Check(message);
        context.Dialog += (_, dialog) =>
        {
            problems.Enqueue($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
    }

    public IEnumerable<string> Problems => problems;

    /// <summary>The test takes the server away, so connections fail and the browser says so.</summary>
    public bool ConnectionsMayFail { get; set; }

    void Check(string url)
    {
        var uri = new Uri(url);
        if (uri.Scheme is "http" or "https" or "ws" or "wss" && !authorities.Contains(uri.Authority))
            problems.Enqueue($"request to another host: {url}");
    }

    void Check(IConsoleMessage message)
    {
        if (message.Type is not ("error" or "warning")) return;
        // The browser's own line for a refusal, which the page has explained to the person.
        if (Refusal().IsMatch(message.Text)) return;
        // Of a page over plain HTTP, which then goes without that header's protection.
        if (NotForPlainPages().IsMatch(message.Text)) return;
        if (ConnectionsMayFail && FailedConnection().IsMatch(message.Text)) return;
        problems.Enqueue($"console {message.Type}: {message.Text}");
    }

    [GeneratedRegex("^Failed to load resource: the server responded with a status of (400|403|404|409|410)")]
    private static partial Regex Refusal();

    [GeneratedRegex("^The Cross-Origin-Opener-Policy header has been ignored, because the URL's origin was untrustworthy")]
    private static partial Regex NotForPlainPages();

    [GeneratedRegex("ERR_CONNECTION|ERR_ADDRESS|ERR_NETWORK|ERR_INTERNET|ERR_INCOMPLETE|ERR_EMPTY_RESPONSE|^WebSocket connection to")]
    private static partial Regex FailedConnection();
}
