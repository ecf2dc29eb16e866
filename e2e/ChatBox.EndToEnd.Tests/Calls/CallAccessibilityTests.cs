using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests.Calls;

/// <summary>Calls on a phone and on a wide screen, in both themes: nothing serious for axe-core, nothing too small for a thumb, nothing too wide.</summary>
public sealed class CallAccessibilityTests(Chromium chromium) : CallTest(chromium)
{
    readonly AccessibilityScan scan = new("call");

    [Fact]
    public async Task From_ringing_to_the_end_everybody_can_use_it_on_both_kinds_of_screen()
    {
        var people = await Task.WhenAll(ScannableCallerAsync("wide", _ => { }), ScannableCallerAsync("phone", AsPhone));
        var (wide, phone) = (people[0], people[1]);
        await Expect(wide.InPeople("phone")).ToBeVisibleAsync();
        await CallAsync(wide, "phone");
        await Expect(Incoming(phone, "wide")).ToBeVisibleAsync();
        // Nobody has to take a step before a call: both see and hear themselves while it rings.
        await Expect(Meter(wide)).ToBeVisibleAsync();
        await Expect(Meter(phone)).ToBeVisibleAsync();
        await Expect(phone.Page.GetByLabel("Your camera")).ToBeVisibleAsync();
        await LookAsync(wide, "calling");
        await LookAsync(phone, "ringing");
        await PhoneTests.AssertThumbsFitAsync(phone);
        await phone.AssertNoSidewaysScrollAsync();

        await phone.Button("Accept").TapAsync();
        await CallMeter.UntilFlowsAsync(phone, 1);
        await PhoneTests.AssertThumbsFitAsync(phone);
        await phone.AssertNoSidewaysScrollAsync();
        await phone.Button("Turn camera off").TapAsync();
        await phone.Button("Mute").TapAsync();
        await Expect(wide.Page.GetByText("phone is muted")).ToBeVisibleAsync();
        await Expect(wide.Page.GetByText("phone, camera off")).ToBeVisibleAsync();
        await LookAsync(wide, "call, camera off");
        await LookAsync(phone, "call");
        foreach (var device in new[] { wide, phone })
        {
            await device.Button("More").ClickAsync();
            await Expect(device.Page.GetByText("Push to talk", new() { Exact = true })).ToBeVisibleAsync();
            await LookAsync(device, "more");
        }

        await phone.AssertNoSidewaysScrollAsync();
        await phone.Button("More").TapAsync();
        await phone.Button("Messages of this conversation").TapAsync();
        await Expect(phone.MessageBox).ToBeVisibleAsync();
        await phone.SayAsync("one tap away");
        await Expect(wide.Said("one tap away")).ToBeVisibleAsync();
        await LookAsync(phone, "the call as a line");
        await phone.AssertNoSidewaysScrollAsync();
        await HangUp(phone).TapAsync();
        await Expect(wide.Log.GetByText("Video call ended")).ToBeVisibleAsync();
        await LookAsync(wide, "line of the call");

        await wide.Button("Settings").ClickAsync();
        await wide.Button("Check camera and microphone").ClickAsync();
        await Expect(wide.Page.GetByLabel("Your camera")).ToBeVisibleAsync();
        await Expect(Meter(wide)).ToBeVisibleAsync();
        await LookAsync(wide, "settings");
        scan.AssertNothingSerious();
    }

    static ILocator Meter(Device device) => device.Page.GetByRole(AriaRole.Meter, new() { Name = "Level of your microphone" });

    Task<Device> ScannableCallerAsync(string name, Action<BrowserNewContextOptions> change) => CallerAsync(name, options =>
    {
        AccessibilityScan.Allow(options);
        change(options);
    });

    async Task LookAsync(Device device, string state)
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await device.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await scan.LookAsync(device, $"{state}, {scheme}", coloursOnly: scheme == ColorScheme.Dark);
        }
    }
}
