using System.Diagnostics;
using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests.Calls;

/// <summary>Pages that encode and decode on two cores leave none for others: one call at a time, and after the other tests.</summary>
[CollectionDefinition(nameof(CallTest), DisableParallelization = true)]
public sealed class OneCallAtATime;

/// <summary>Tests of calls: devices whose connections can be looked into.</summary>
[Collection(nameof(CallTest))]
public abstract class CallTest(Chromium chromium) : ChatTest(chromium)
{
    /// <summary>Long enough for what takes a second, on a machine that does much else.</summary>
    private protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Somebody new whose page tells of its connections.</summary>
    private protected async Task<Device> CallerAsync(string name, Action<BrowserNewContextOptions>? change = null, Uri? address = null)
    {
        var device = await NewDeviceAsync(change, address);
        await CallMeter.InstallAsync(device);
        await device.JoinAsync(name);
        return device;
    }

    /// <summary>Somebody with a face instead of the browser's test picture.</summary>
    private protected async Task<Device> SitterAsync(Portrait portrait, Action<BrowserNewContextOptions>? change = null)
    {
        var device = await NewDeviceAsync(options =>
        {
            PictureTests.InDaylight(options);
            change?.Invoke(options);
        });
        await CallMeter.InstallAsync(device);
        await device.Context.AddInitScriptAsync(portrait.Script());
        await device.JoinAsync(portrait.Name);
        return device;
    }

    private protected async Task<Device[]> CallersAsync(params string[] names)
    {
        var devices = await Task.WhenAll(names.Select(name => CallerAsync(name)));
        foreach (var device in devices)
        {
            foreach (var name in names) await Expect(device.InPeople(name)).ToHaveCountAsync(1);
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
