using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests.Calls;

/// <summary>Calls on a phone and on a wide screen, in both themes: nothing serious for axe-core, nothing too small for a thumb, nothing too wide.</summary>
public sealed class CallAccessibilityTests(Chromium chromium) : CallTest(chromium)
{
    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task From_ringing_to_the_end_everybody_can_use_it_on_both_kinds_of_screen(ColorScheme scheme)
    {
        var scan = new AccessibilityScan($"call {scheme}");
        var wide = await ScannableCallerAsync("wide", scheme, _ => { });
        var phone = await ScannableCallerAsync("phone", scheme, AsPhone);
        await Expect(wide.InPeople("phone")).ToBeVisibleAsync();
        await CallAsync(wide, "phone");
        await Expect(Incoming(phone, "wide")).ToBeVisibleAsync();
        await scan.LookAsync(wide, "calling");
        await scan.LookAsync(phone, "ringing");
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
        await scan.LookAsync(wide, "call, camera off");
        await scan.LookAsync(phone, "call");
        foreach (var device in new[] { wide, phone })
        {
            await device.Button("More").ClickAsync();
            await Expect(device.Page.GetByText("Push to talk", new() { Exact = true })).ToBeVisibleAsync();
            await scan.LookAsync(device, "more");
        }

        await phone.AssertNoSidewaysScrollAsync();
        await phone.Button("More").TapAsync();
        await phone.Button("Messages of this conversation").TapAsync();
        await Expect(phone.MessageBox).ToBeVisibleAsync();
        await phone.SayAsync("one tap away");
        await Expect(wide.Said("one tap away")).ToBeVisibleAsync();
        await scan.LookAsync(phone, "the call as a line");
        await phone.AssertNoSidewaysScrollAsync();
        await HangUp(phone).TapAsync();
        await Expect(wide.Log.GetByText("Video call ended")).ToBeVisibleAsync();
        await scan.LookAsync(wide, "line of the call");

        await wide.Button("Settings").ClickAsync();
        await wide.Button("Check camera and microphone").ClickAsync();
        await Expect(wide.Page.GetByLabel("Your camera")).ToBeVisibleAsync();
        await Expect(wide.Page.GetByRole(AriaRole.Meter, new() { Name = "Level of your microphone" })).ToBeVisibleAsync();
        await scan.LookAsync(wide, "settings");
        scan.AssertNothingSerious();
    }

    Task<Device> ScannableCallerAsync(string name, ColorScheme scheme, Action<BrowserNewContextOptions> change) => CallerAsync(name, options =>
    {
        AccessibilityScan.Allow(options);
        options.ColorScheme = scheme;
        change(options);
    });
}
