using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests.Calls;

/// <summary>Several people in a room, each connected with each.</summary>
public sealed class GroupCallTests(Chromium chromium) : CallTest(chromium)
{
    const string Room = "robotics";

    [Fact]
    public async Task Three_in_a_room_all_see_each_other_and_come_and_go()
    {
        var people = await MeetAsync(
            CallerAsync("alice"), CallerAsync("bob", script: SmallMedia.Talking), CallerAsync("carol", script: SmallMedia.Quiet));
        var (alice, bob, carol) = (people[0], people[1], people[2]);
        await alice.MakeRoomAsync(Room);
        await bob.SwitchToAsync(Room);
        await carol.SwitchToAsync(Room);

        await alice.Button("Start video call").ClickAsync();
        await Expect(bob.Page.GetByText("alice is in a call")).ToBeVisibleAsync();
        await Expect(bob.Page.GetByText("Room for 5 more. At most 6 with video, 10 by sound alone.")).ToBeVisibleAsync();
        await bob.Button("Join call").ClickAsync();
        await AssertSendsAtMostAsync(bob, 1_800_000);
        await Expect(carol.Page.GetByText("alice and bob are in a call")).ToBeVisibleAsync();
        await carol.Button("Join call").ClickAsync();
        foreach (var device in people)
        {
            await CallMeter.UntilGoesOnAsync(device, 2);
            await AssertSendsAtMostAsync(device, 900_000);
            foreach (var other in people.Where(other => other != device)) await Expect(Picture(device, other.Name)).ToBeVisibleAsync();
        }

        // Who speaks is marked, for the others and for oneself.
        foreach (var (device, who) in new[] { (alice, "bob"), (carol, "bob"), (bob, "You") })
            await Expect(device.Page.GetByText($"{who} speaks")).ToHaveCountAsync(1);
        await Expect(alice.Page.GetByText("carol speaks")).ToHaveCountAsync(0);
        await bob.Button("Mute").ClickAsync();
        await Expect(alice.Page.GetByText("bob speaks")).ToHaveCountAsync(0);

        await HangUp(bob).ClickAsync();
        await Expect(Picture(alice, "bob")).ToHaveCountAsync(0);
        await Expect(bob.Button("Join call")).ToBeVisibleAsync();
        await CallMeter.UntilGoesOnAsync(alice, 1);
        await AssertSendsAtMostAsync(alice, 1_800_000);
        await bob.Button("Join call").ClickAsync();
        foreach (var device in people) await CallMeter.UntilGoesOnAsync(device, 2);

        // Who made the room removes a member: out of the call in the same moment.
        await alice.Page.GetByRole(AriaRole.Tab, new() { Name = "Members" }).ClickAsync();
        await alice.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "bob" }).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(Picture(alice, "bob")).ToHaveCountAsync(0);
        await Expect(HangUp(bob)).ToHaveCountAsync(0);
        Assert.Empty(await CallMeter.ReadAsync(bob));
        await CallMeter.UntilGoesOnAsync(carol, 1);

        await HangUp(alice).ClickAsync();
        await HangUp(carol).ClickAsync();
        await Expect(alice.Log.GetByText("Video call ended")).ToContainTextAsync("3 people");
    }

    /// <summary>On the line of the camera, to each of the others.</summary>
    static Task AssertSendsAtMostAsync(Device device, int bitsPerSecond) => device.Page.WaitForFunctionAsync(
        """
        most => window.connections.filter(({ connectionState }) => connectionState !== 'closed')
          .every(pc => pc.getTransceivers()[1]?.sender.getParameters().encodings[0]?.maxBitrate === most)
        """, bitsPerSecond, new() { PollingInterval = 100 });
}
