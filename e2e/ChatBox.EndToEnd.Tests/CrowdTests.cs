using ChatBox.EndToEnd.Tests.Browsers;
using ChatBox.EndToEnd.Tests.Hosting;

namespace ChatBox.EndToEnd.Tests;

public sealed class CrowdTests(Chromium chromium) : ChatTest(chromium)
{
    const string Room = "crowd";
    const int Members = 5_000;
    const int Messages = 50_000;
    const int RowsAtMost = 300;
    const double HeapAtMost = 200e6;

    [Fact]
    public async Task A_room_of_five_thousand_with_fifty_thousand_messages_stays_light()
    {
        var alice = await JoinAsync("alice");
        using (var maker = await ApiPerson.JoinAsync(Server, "maker"))
        {
            var room = await maker.MakeRoomAsync(Room, with: "alice");
            await maker.SayAsync("Message 1", room);
        }

        alice.Watch.ConnectionsMayFail = true;
        await Server.KillAsync();
        Multitude.Fill(Server.Database, Members, Messages);
        await Server.StartAgainAsync();
        await alice.OpenAsync();
        await alice.Conversations.GetByRole(AriaRole.Link, new() { Name = Room }).ClickAsync();
        await Expect(alice.Said($"Message {Messages}")).ToBeInViewportAsync();

        // Through a good part of the history, back to the end, and through the list of the members.
        await alice.Log.HoverAsync();
        while (await alice.Messages.CountAsync() < RowsAtMost) await alice.Page.Mouse.WheelAsync(0, -20_000);
        for (var i = 0; i < 10; i++) await alice.Page.Mouse.WheelAsync(0, -20_000);
        await AssertLightAsync(alice);
        await alice.Button("Latest messages").ClickAsync();
        await Expect(alice.Said($"Message {Messages}")).ToBeInViewportAsync();

        await alice.Page.GetByRole(AriaRole.Tab, new() { Name = "Members" }).ClickAsync();
        var members = alice.Page.GetByRole(AriaRole.List, new() { Name = "Members" });
        await Expect(members.GetByText("alice", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(members.GetByRole(AriaRole.Listitem).First).ToHaveAttributeAsync("aria-setsize", $"{Members + 1}");
        await AssertLightAsync(alice);
        await members.HoverAsync();
        var last = members.GetByText($"member {Members - 1}", new() { Exact = true });
        while (!await last.IsVisibleAsync()) await alice.Page.Mouse.WheelAsync(0, 30_000);
        await Expect(last).ToBeInViewportAsync();
        await AssertLightAsync(alice);
    }

    static async Task AssertLightAsync(Device device)
    {
        Assert.InRange(await device.Messages.CountAsync(), 1, RowsAtMost);
        Assert.InRange(await device.Page.GetByRole(AriaRole.Complementary).GetByRole(AriaRole.Listitem).CountAsync(), 1, RowsAtMost);
        var browser = await device.Context.NewCDPSessionAsync(device.Page);
        await browser.SendAsync("HeapProfiler.collectGarbage");
        var heap = await browser.SendAsync("Runtime.getHeapUsage");
        Assert.InRange(heap!.Value.GetProperty("usedSize").GetDouble(), 1, HeapAtMost);
        await browser.DetachAsync();
    }
}
