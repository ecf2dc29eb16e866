using System.Text.RegularExpressions;
using ChatBox.EndToEnd.Tests.Browsers;
using ChatBox.EndToEnd.Tests.Hosting;

namespace ChatBox.EndToEnd.Tests;

/// <summary>
/// B7: what becomes of a page that is there twice, or that sleeps. (Back and forward: ConversationTests. Storage that is full or blocked:
/// StorageTests.)
/// </summary>
public sealed partial class TabTests(Chromium chromium) : ChatTest(chromium)
{
    const float BackAfterAtMost = 45_000;

    [Fact]
    public async Task In_two_tabs_everything_stands_once_also_what_was_written_while_the_server_was_away()
    {
        var bob = await JoinAsync("bob");
        var alice = await JoinAsync("alice");
        var second = new Device(alice.Context, await alice.Context.NewPageAsync(), alice.Watch, Server.Address);
        await second.OpenAsync();
        await Expect(second.Heading(Device.Lobby)).ToBeVisibleAsync();
        await alice.SayAsync("line 1");
        await Expect(second.Said("line 1")).ToBeVisibleAsync();
        await second.SayAsync("line 2");
        await Expect(alice.Said("line 2")).ToBeVisibleAsync();
        await Expect(bob.Said("line 2")).ToBeVisibleAsync();
        await Expect(bob.InPeople("alice")).ToHaveCountAsync(1);

        foreach (var device in new[] { alice, bob }) device.Watch.ConnectionsMayFail = true;
        await Server.KillAsync();
        await alice.SayAsync("line 3");
        await second.SayAsync("line 4");
        await Server.StartAgainAsync();

        Device[] all = [alice, second, bob];
        foreach (var device in all)
        {
            await Expect(device.Said("line 3")).ToHaveCountAsync(1, new() { Timeout = BackAfterAtMost });
            await Expect(device.Said("line 4")).ToHaveCountAsync(1, new() { Timeout = BackAfterAtMost });
            await Expect(device.Log.GetByText("Sending")).ToHaveCountAsync(0, new() { Timeout = BackAfterAtMost });
        }

        var texts = await bob.TextsAsync(Lines());
        Assert.Equal(4, texts.Length);
        foreach (var device in all) Assert.Equal(texts, await device.TextsAsync(Lines()));
        await second.Page.CloseAsync();
        await alice.SayAsync("line 5");
        await Expect(bob.Said("line 5")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_tab_that_slept_for_an_hour_has_missed_nothing_and_doubles_nothing()
    {
        using var bob = await ApiPerson.JoinAsync(Server, "bob");
        var alice = await NewDeviceAsync();
        await alice.Page.Clock.InstallAsync();
        var (isAsleep, live) = (false, default(IWebSocketRoute));
        await alice.Page.RouteWebSocketAsync("**/ws", socket =>
        {
            live = socket;
            var server = socket.ConnectToServer();
            server.OnMessage(frame =>
            {
                if (!isAsleep) socket.Send(frame.Text!);
            });
            socket.OnMessage(frame =>
            {
                if (!isAsleep) server.Send(frame.Text!);
            });
        });
        await alice.JoinAsync("alice");
        await bob.SayAsync("line 1");
        await Expect(alice.Said("line 1")).ToBeVisibleAsync();

        // The lid is closed: nothing reaches the page and nothing of it runs, until the lid is opened and the old connection is dead.
        isAsleep = true;
        for (var line = 2; line <= 9; line++) await bob.SayAsync($"line {line}");
        await alice.Page.Clock.FastForwardAsync("01:00:00");
        await live!.CloseAsync();
        isAsleep = false;
        await alice.Page.Clock.RunForAsync(1_000);

        await Expect(alice.Said("line 9")).ToBeVisibleAsync(new() { Timeout = BackAfterAtMost });
        await bob.SayAsync("line 10");
        await Expect(alice.Said("line 10")).ToBeVisibleAsync();
        Assert.Equal(Enumerable.Range(1, 10).Select(line => $"line {line}"), await alice.TextsAsync(Lines()));
        await alice.SayAsync("line 11");
        await Expect(alice.Said("line 11")).ToHaveCountAsync(1);
        await Expect(alice.Log.GetByText("Sending")).ToHaveCountAsync(0);
    }

    [GeneratedRegex(@"line \d+")]
    private static partial Regex Lines();
}
