using System.Text;
using System.Text.Encodings.Web;

namespace ChatBox.Server.Doors.Web.Setup;

/// <summary>The page as text. Everything that is not written here goes through the encoder.</summary>
/// <param name="ContinueTo">Where the chat is, over HTTPS.</param>
/// <param name="NeedsTrust">False when the host brought a certificate that systems trust already.</param>
sealed record SetupHtml(string HouseName, string ContinueTo, string Fingerprint, bool NeedsTrust, ReaderSystem Reader)
{
    public override string ToString() => $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>Trust this server - {Encode(HouseName)}</title>
        <link rel="stylesheet" href="/setup/setup.css">
        </head>
        <body>
        <main>
        <p class="house"><bdi>{Encode(HouseName)}</bdi></p>
        {(NeedsTrust ? Trust() : Nothing())}
        </main>
        </body>
        </html>

        """;

    string Nothing() => $"""
        <h1>Nothing to set up</h1>
        <p>This server has a certificate of its own. Browsers that know who issued it trust it as they trust any site.</p>
        <div class="actions"><a class="button first" href="{Encode(ContinueTo)}">Open the chat</a></div>
        <h2>Its fingerprint (SHA-256)</h2>
        {FingerprintBlock()}
        """;

    string Trust() => $"""
        <h1>Trust this server</h1>
        <p>The chat runs on a computer in your network and is encrypted with a certificate that computer made itself. Your browser does not
        know it yet, and warns. Introduce them once and the warning is gone: calls, notifications and installing the page all work.</p>
        <div class="actions">
        <a class="button first" href="{DownloadFor(Reader)}">Download the certificate</a>
        <a class="button" href="{Encode(ContinueTo)}">Continue to the chat</a>
        </div>
        <p class="quiet">In a hurry? Continue, and accept the browser's warning for this visit. Chat, files and calls work; notifications
        and installing do not.</p>
        <h2>Check before you trust</h2>
        <p>The server printed this fingerprint where it was started. Ask who runs it to read it to you. If one character differs, stop:
        somebody is in between.</p>
        {FingerprintBlock()}
        <p class="quiet">SHA-256 of the certificate. It can vouch for private networks and this one computer, for nothing else on the internet.</p>
        <h2>How, on your system</h2>
        {Sections()}
        """;

    string Sections()
    {
        var text = new StringBuilder();
        // One's own first: on a phone the others are far to scroll past.
        foreach (var section in SetupSteps.All.OrderByDescending(s => s.System == Reader))
        {
            text.Append(section.System == Reader ? "<details open>" : "<details>")
                .Append("<summary>").Append(section.Title).Append("<small>").Append(section.Of).AppendLine("</small></summary><ol>");
            foreach (var step in section.Steps)
                text.Append("<li>").Append(step).AppendLine("</li>");
            text.AppendLine("</ol></details>");
        }

        return text.ToString();
    }

    /// <summary>Groups of four do not break, so two people reading to each other stay in step.</summary>
    string FingerprintBlock()
    {
        var groups = Fingerprint.Split(':').Chunk(4).Select(bytes => string.Join(':', bytes)).ToArray();
        return "<p class=\"fingerprint\">"
            + string.Concat(groups.Select((group, i) => $"<span>{Encode(group)}{(i < groups.Length - 1 ? ":" : "")}</span>"))
            + "</p>";
    }

    static string DownloadFor(ReaderSystem reader) => reader switch
    {
        ReaderSystem.Ios => "/setup/chatbox.mobileconfig",
        ReaderSystem.Linux => "/setup/authority.pem",
        _ => "/setup/authority.crt",
    };

    static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
