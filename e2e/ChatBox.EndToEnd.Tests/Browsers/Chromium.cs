using ChatBox.EndToEnd.Tests.Browsers;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace ChatBox.EndToEnd.Tests.Browsers;

/// <summary>One browser for the whole run; every person has a context, that is a profile, of their own in it.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>Two cores carry two servers and several pages at once.</summary>
    const float ExpectTimeout = 10_000;

    static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        // A camera that draws, a microphone that beeps, a screen that moves; and nobody is asked for them.
        "--use-fake-device-for-media-stream=fps=30", "--use-fake-ui-for-media-stream",
        // Nobody sees the browser's own toolbar and side panels, which are pages that each window would load first.
        // (The last such flag counts, so what Playwright turns off by its own stands here as far as these pages notice it.)
        "--disable-features=InitialWebUI,WebUIReloadButton,WebUIToolbar,PreloadTopChromeWebUI,PreloadTopChromeWebUILessNavigations,"
            + "DestroyProfileOnBrowserClose,HttpsUpgrades,MediaRouter,PaintHolding,Translate,OptimizationHints,NetworkTimeServiceQuerying,AimEnabled",
    ];

    IPlaywright? playwright;

    public IBrowser Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        SetDefaultExpectTimeout(ExpectTimeout);
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHATBOX_CHROMIUM") ?? "/usr/bin/chromium",
            Args = Arguments,
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null) await Browser.DisposeAsync();
        playwright?.Dispose();
    }
}
