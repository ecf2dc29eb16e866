using System.Text.RegularExpressions;
using ChatBox.EndToEnd.Tests.Browsers;
using ChatBox.EndToEnd.Tests.Hosting;

namespace ChatBox.EndToEnd.Tests;

/// <summary>
/// A server of the test's own, and devices in front of it. A test that fails leaves a picture of each device and the server's output in
/// TestResults. What <see cref="BrowserWatch"/> noted fails any test.
/// </summary>
public abstract partial class ChatTest(Chromium chromium) : IAsyncLifetime
{
    readonly List<Device> devices = [];
    readonly TemporaryDirectory directory = new();

    private protected Chromium Chromium { get; } = chromium;

    private protected ChatBoxServer Server { get; private set; } = null!;

    /// <summary>How the server is started, beside ports and data.</summary>
    private protected virtual string[] ServerFlags => ["--local"];

    public virtual async ValueTask InitializeAsync() => Server = await ChatBoxServer.StartAsync(ServerFlags);

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        var problems = devices.SelectMany(device => device.Watch.Problems.Select(problem => $"{device.Name}: {problem}")).ToList();
        if (problems.Count > 0 || TestContext.Current.TestState?.Result == TestResult.Failed) await SaveEvidenceAsync();
        foreach (var device in devices) await device.DisposeAsync();
        if (Server is not null) await Server.DisposeAsync();
        directory.Dispose();
        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
    }

    /// <summary>Where files of the test's own may lie.</summary>
    private protected string PathOf(string name) => Path.Combine(directory.Path, name);

    /// <summary>A browser profile that nobody has used.</summary>
    private protected async Task<Device> NewDeviceAsync(
        Action<BrowserNewContextOptions>? change = null, Uri? address = null, IBrowser? browser = null)
    {
        var options = new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = 1280, Height = 800 },
            Locale = "en-GB",
        };
        change?.Invoke(options);
        var context = await (browser ?? Chromium.Browser).NewContextAsync(options);
        var doors = new[] { Server.Address, Server.Invite, address }.OfType<Uri>();
        var watch = new BrowserWatch(context, [.. doors.Select(door => door.Authority)]);
        var device = new Device(context, await context.NewPageAsync(), watch, address ?? Server.Address);
        devices.Add(device);
        return device;
    }

    /// <summary>Somebody new, in the lobby.</summary>
    private protected async Task<Device> JoinAsync(string name, Action<BrowserNewContextOptions>? change = null)
    {
        var device = await NewDeviceAsync(change);
        await device.JoinAsync(name);
        return device;
    }

    /// <summary>Several at once, on wide screens. Each sees all of them: from here on whatever is pushed arrives.</summary>
    private protected async Task<Device[]> JoinAllAsync(params string[] names)
    {
        var devices = await Task.WhenAll(names.Select(name => JoinAsync(name)));
        foreach (var device in devices)
        {
            foreach (var name in names) await Expect(device.InPeople(name)).ToHaveCountAsync(1);
        }

        return devices;
    }

    /// <summary>For what no page shows: the server's disk, and what it was told.</summary>
    private protected static Task EventuallyAsync(Func<bool> condition) => EventuallyAsync(() => Task.FromResult(condition()));

    private protected static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        for (var patience = 200; !await condition(); patience--)
        {
            Assert.True(patience > 0, "It has not come about.");
            await Task.Delay(50);
        }
    }

    private protected static void AsPhone(BrowserNewContextOptions options)
    {
        options.ViewportSize = new ViewportSize { Width = 360, Height = 740 };
        options.DeviceScaleFactor = 2;
        options.IsMobile = true;
        options.HasTouch = true;
    }

    async Task SaveEvidenceAsync()
    {
        var name = NotForFiles().Replace(TestContext.Current.Test?.TestDisplayName ?? "test", "_");
        var directory = Directory.CreateDirectory(Path.Combine(BuiltWith.TestResults, name.Length > 120 ? name[..120] : name)).FullName;
        await File.WriteAllTextAsync(Path.Combine(directory, "server.txt"), Server?.Output);
        foreach (var (index, device) in devices.Index())
        {
            var file = Path.Combine(directory, $"{index + 1}-{NotForFiles().Replace(device.Name, "_")}");
            try
            {
                await device.Page.ScreenshotAsync(new() { Path = $"{file}.png", Timeout = 5_000 });
                await File.WriteAllLinesAsync($"{file}.txt", [device.Page.Url, .. device.Watch.Problems]);
            }
            catch (Exception exception) when (exception is PlaywrightException or TimeoutException)
            {
                await File.WriteAllTextAsync($"{file}.txt", $"No picture: {exception.Message}");
            }
        }
    }

    [GeneratedRegex("[^A-Za-z0-9-]+")]
    private static partial Regex NotForFiles();
}
