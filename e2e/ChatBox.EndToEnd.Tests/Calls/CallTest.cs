using System.Diagnostics;
using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests.Calls;

/// <summary>
/// Tests of calls: devices whose connections can be looked into. Their pictures are small (<see cref="SmallMedia"/>), so that a call costs no more
/// than any other page, and other tests run beside it.
/// </summary>
public abstract class CallTest(Chromium chromium) : ChatTest(chromium)
{
    /// <summary>Somebody new whose page tells of its connections.</summary>
    private protected async Task<Device> CallerAsync(
        string name, Action<BrowserNewContextOptions>? change = null, Uri? address = null, IBrowser? browser = null, string script = SmallMedia.Script)
    {
        var device = await NewDeviceAsync(change, address, browser ?? await Chromium.WholeAsync());
        await CallMeter.InstallAsync(device);
        await device.Context.AddInitScriptAsync(script);
        await device.JoinAsync(name);
        return device;
    }

    /// <summary>Somebody with a face instead of the browser's test picture.</summary>
    private protected Task<Device> SitterAsync(Portrait portrait, Action<BrowserNewContextOptions>? change = null) => CallerAsync(
        portrait.Name,
        options =>
        {
            PictureTests.InDaylight(options);
            change?.Invoke(options);
        },
        script: portrait.Script());

    private protected Task<Device[]> CallersAsync(params string[] names) => MeetAsync([.. names.Select(name => CallerAsync(name))]);

    /// <summary>All of them, when each sees all.</summary>
    private protected static async Task<Device[]> MeetAsync(params Task<Device>[] joining)
    {
        var devices = await Task.WhenAll(joining);
        foreach (var device in devices)
        {
            foreach (var other in devices) await Expect(device.InPeople(other.Name)).ToHaveCountAsync(1);
        }

        return devices;
    }

    private protected static async Task CallAsync(Device caller, string name)
    {
        await caller.SwitchToAsync(name);
        await caller.Button("Start video call").ClickAsync();
    }

    private protected static ILocator Incoming(Device device, string from) =>
        device.Page.GetByRole(AriaRole.Dialog, new() { Name = $"Incoming call from {from}", Exact = true });

    private protected static ILocator HangUp(Device device) => device.Button("Hang up");

    private protected static ILocator Picture(Device device, string of) => device.Page.GetByLabel($"Video of {of}", new() { Exact = true });

    /// <summary>Alice calls, Bob accepts, and both see and hear.</summary>
    private protected static async Task<TimeSpan> TalkAsync(Device alice, Device bob)
    {
        await CallAsync(alice, bob.Name);
        await Expect(Incoming(bob, alice.Name)).ToBeVisibleAsync();
        var watch = Stopwatch.StartNew();
        await bob.Button("Accept").ClickAsync();
        await Task.WhenAll(CallMeter.UntilFlowsAsync(alice, 1), CallMeter.UntilFlowsAsync(bob, 1));
        return watch.Elapsed;
    }
}
