using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests.Calls;

/// <summary>Pictures of calls, as <see cref="PictureTests"/> takes them.</summary>
public sealed class CallPictureTests(Chromium chromium) : CallTest(chromium)
{
    [Fact]
    public async Task Pictures_of_a_call_of_two()
    {
        var people = await Task.WhenAll(SitterAsync(Portrait.Maya), SitterAsync(Portrait.Tomas, AsPhone));
        var (maya, tomas) = (people[0], people[1]);
        await maya.SwitchToAsync("Tomás");
        await maya.SayAsync("Do you have a minute? I would like to show you the new arm.");
        // A line can be made worse later only where it was told of when its sockets were made.
        var line = await tomas.Context.NewCDPSessionAsync(tomas.Page);
        await line.SendAsync("Network.enable");
        await SetLineAsync(line, milliseconds: 1, percentLost: 0);
        await maya.Button("Start video call").ClickAsync();
        await Expect(tomas.Page.GetByText("Only you see this.")).ToBeVisibleAsync();
        await Expect(tomas.Page.GetByRole(AriaRole.Button, new() { Name = "Maya: Do" })).ToBeHiddenAsync();
        await Pictures.KeepAsync(maya, "call-calling");
        await Pictures.KeepAsync(tomas, "call-ringing-phone");

        await tomas.Button("Accept").TapAsync();
        await Task.WhenAll(CallMeter.UntilGoesOnAsync(maya, 1), CallMeter.UntilGoesOnAsync(tomas, 1));
        await Pictures.KeepAsync(maya, "call-two");
        await Pictures.KeepAsync(tomas, "call-two-phone");
        await maya.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Pictures.KeepAsync(maya, "call-two-dark");
        await maya.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });

        await tomas.Button("Turn camera off").TapAsync();
        await tomas.Button("Mute").TapAsync();
        await Expect(maya.Page.GetByText("Tomás, camera off")).ToBeVisibleAsync();
        await Pictures.KeepAsync(maya, "call-camera-off");
        await tomas.Button("Turn camera on").TapAsync();
        await Expect(Picture(maya, "Tomás")).ToBeVisibleAsync();

        await SetLineAsync(line, milliseconds: 300, percentLost: 15);
        await Expect(maya.Page.GetByText("Poor connection")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await maya.Button("More").ClickAsync();
        await Pictures.KeepAsync(maya, "call-poor-line");
    }

    static Task SetLineAsync(ICDPSession line, int milliseconds, int percentLost) =>
        line.SendAsync("Network.emulateNetworkConditions", new Dictionary<string, object>
        {
            ["offline"] = false,
            ["latency"] = milliseconds,
            ["downloadThroughput"] = -1,
            ["uploadThroughput"] = -1,
            ["packetLoss"] = percentLost,
            ["packetQueueLength"] = 0,
            ["packetReordering"] = false,
        });
}
