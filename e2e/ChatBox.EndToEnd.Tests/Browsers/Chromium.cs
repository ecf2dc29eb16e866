using ChatBox.EndToEnd.Tests.Browsers;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace ChatBox.EndToEnd.Tests.Browsers;

/// <summary>
/// One browser for the whole run; every person has a context, that is a profile, of their own in it. It is Chromium without the browser's own
/// windows (<c>chromium-headless-shell</c>), which takes a quarter less of the processor for the same pages. What it lacks (asking for a
/// camera, opening one by its name) calls need: they have the whole of Chromium.
/// </summary>
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

    readonly Lazy<Task<IBrowser>> whole;
    IPlaywright? playwright;

    public Chromium() => whole = new(() => LaunchAsync(Executable));

    /// <summary>The whole of Chromium.</summary>
    public static string Executable => Environment.GetEnvironmentVariable("CHATBOX_CHROMIUM") ?? "/usr/bin/chromium";

    static string ShellExecutable => Environment.GetEnvironmentVariable("CHATBOX_CHROMIUM") ?? "/usr/bin/chromium-headless-shell";

    /// <summary>For everything but calls.</summary>
    public IBrowser Browser { get; private set; } = null!;

    /// <summary>For calls. Started by the first test that wants it.</summary>
    public Task<IBrowser> WholeAsync() => whole.Value;

    public async ValueTask InitializeAsync()
    {
        SetDefaultExpectTimeout(ExpectTimeout);
        playwright = await Playwright.CreateAsync();
        Browser = await LaunchAsync(ShellExecutable);
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
        if (whole.IsValueCreated) await (await whole.Value).DisposeAsync();
        playwright?.Dispose();
    }
}
