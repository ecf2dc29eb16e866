using ChatBox.EndToEnd.Tests.Browsers;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace ChatBox.EndToEnd.Tests.Browsers;

/// <summary>One browser for the whole run; every person has a context, that is a profile, of their own in it.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>Two cores carry two servers and several pages at once.</summary>
    const float ExpectTimeout = 20_000;

    static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        // A camera that draws, a microphone that beeps, a screen that moves.
        "--use-fake-device-for-media-stream=fps=30",
        // Nobody sees the browser's own toolbar and side panels, which are pages that each window would load first.
        // (The last such flag counts, so what Playwright turns off by its own stands here as far as these pages notice it.)
        "--disable-features=InitialWebUI,WebUIReloadButton,WebUIToolbar,PreloadTopChromeWebUI,PreloadTopChromeWebUILessNavigations,"
            + "DestroyProfileOnBrowserClose,HttpsUpgrades,MediaRouter,PaintHolding,Translate,OptimizationHints,NetworkTimeServiceQuerying,AimEnabled",
    ];

    IPlaywright? playwright;

    public static string Executable => Environment.GetEnvironmentVariable("CHATBOX_CHROMIUM") ?? "/usr/bin/chromium";

    public IBrowser Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        SetDefaultExpectTimeout(ExpectTimeout);
        playwright = await Playwright.CreateAsync();
        Browser = await LaunchAsync(Executable);
    }

    /// <summary>Another browser, started by this command.</summary>
    /// <param name="executable">Chromium, or what starts it somewhere else.</param>
    /// <param name="givesDevices">Camera, microphone and screen are given without asking; otherwise they are refused, as nobody answers.</param>
    public Task<IBrowser> LaunchAsync(string executable, bool givesDevices = true) => playwright!.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
    {
        ExecutablePath = executable,
        Args = [.. Arguments, .. givesDevices ? ["--use-fake-ui-for-media-stream"] : Array.Empty<string>()],
    });

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null) await Browser.DisposeAsync();
        playwright?.Dispose();
    }
}
