using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests;

/// <summary>A server of the network, here on loopback: HTTPS with a certificate of its own, and an invite code.</summary>
public sealed class WaysInTests(Chromium chromium) : ChatTest(chromium)
{
    private protected override string[] ServerFlags => ["--listen", "127.0.0.1"];

    [Fact]
    public async Task The_invite_link_lets_in_over_HTTPS_and_its_code_leaves_the_address_bar()
    {
        var alice = await NewSecureDeviceAsync();
        var sockets = new List<string>();
        alice.Page.WebSocket += (_, socket) => sockets.Add(socket.Url);
        await alice.Page.GotoAsync(Server.Invite!.ToString());
        await Expect(alice.CodeBox).ToHaveCountAsync(0);
        await alice.GiveNameAsync("alice");
        await Expect(alice.Heading(Device.Lobby)).ToBeVisibleAsync();
        Assert.Equal("", new Uri(alice.Page.Url).Fragment);

        var bob = await NewSecureDeviceAsync();
        await bob.Page.GotoAsync(Server.Invite.ToString());
        await bob.GiveNameAsync("bob");
        await bob.SayAsync("over TLS");
        await Expect(alice.Said("over TLS")).ToBeVisibleAsync();
        Assert.StartsWith("wss://", Assert.Single(sockets), StringComparison.Ordinal);

        await alice.Page.ReloadAsync();
        await Expect(alice.Said("over TLS")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Without_the_code_nobody_gets_in_and_with_it_typed_one_does()
    {
        var mallory = await NewDeviceAsync();
        await mallory.OpenAsync();
        await Expect(mallory.CodeBox).ToBeVisibleAsync();
        await mallory.GiveNameAsync("mallory");
        await Expect(mallory.Alert).ToBeVisibleAsync();
        await mallory.CodeBox.FillAsync("0123456789abcdef0123456789abcdef");
        await mallory.GiveNameAsync("mallory");
        await Expect(mallory.Alert).ToBeVisibleAsync();
        await Expect(mallory.Log).ToHaveCountAsync(0);

        await mallory.CodeBox.FillAsync(Server.Invite!.Fragment.TrimStart('#').Split('.')[0]);
        await mallory.GiveNameAsync("mallory");
        await Expect(mallory.Heading(Device.Lobby)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_wrong_code_in_the_link_is_refused_and_asked_for_again()
    {
        var mallory = await NewDeviceAsync();
        await mallory.OpenAsync("/join#0123456789abcdef0123456789abcdef");
        await mallory.GiveNameAsync("mallory");
        await Expect(mallory.Alert).ToBeVisibleAsync();
        await Expect(mallory.CodeBox).ToBeVisibleAsync();
        await Expect(mallory.Log).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_one_time_link_of_the_settings_makes_another_device_the_same_person()
    {
        var alice = await NewSecureDeviceAsync();
        await alice.Page.GotoAsync(Server.Invite!.ToString());
        await alice.GiveNameAsync("alice");
        await alice.SayAsync("from the laptop");
        await alice.Button("Settings").ClickAsync();
        await alice.Button("Link another device").ClickAsync();
        var link = await alice.Page.GetByRole(AriaRole.Textbox, new() { Name = "Link for your other device" }).InputValueAsync();
        await alice.Page.Keyboard.PressAsync("Escape");

        var phone = await NewSecureDeviceAsync();
        await phone.Page.GotoAsync(link);
        await Expect(phone.Heading(Device.Lobby)).ToBeVisibleAsync();
        await Expect(phone.InPeople("alice")).ToHaveCountAsync(1);
        await Expect(phone.People.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        await phone.SayAsync("from the phone");
        await Expect(alice.Said("from the phone")).ToHaveCountAsync(1);
        await Expect(phone.Said("from the laptop")).ToBeVisibleAsync();

        // It works once.
        var thief = await NewSecureDeviceAsync();
        await thief.Page.GotoAsync(link);
        await Expect(thief.Alert).ToBeVisibleAsync();
        await Expect(thief.Log).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_link_to_this_computer_alone_says_so_and_one_to_the_network_is_a_code_for_phones_too()
    {
        const string onlyHere = "This link works on this computer only";
        var alice = await NewSecureDeviceAsync();
        await alice.Page.GotoAsync(Server.Invite!.ToString());
        await alice.GiveNameAsync("alice");
        await Expect(alice.Log).ToContainTextAsync("You are the first.");
        await Expect(alice.Log).ToContainTextAsync(onlyHere);
        await Expect(alice.Log).Not.ToContainTextAsync("Invite others");
        await alice.Button("Settings").ClickAsync();
        await alice.Button("Link another device").ClickAsync();
        var dialog = alice.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByText(onlyHere)).ToBeInViewportAsync();
        await Expect(dialog.GetByRole(AriaRole.Img)).ToHaveCountAsync(0);

        // The same server, as if it listened at an address of the network.
        var bob = await NewSecureDeviceAsync();
        await bob.Page.RouteWebSocketAsync("**/ws", socket =>
        {
            var server = socket.ConnectToServer();
            server.OnMessage(frame => socket.Send(frame.Text!.Replace("https://127.0.0.1", "https://192.0.2.7", StringComparison.Ordinal)));
            socket.OnMessage(frame => server.Send(frame.Text!));
        });
        await bob.Page.GotoAsync(Server.Invite.ToString());
        await bob.GiveNameAsync("bob");
        await Expect(bob.Log).ToContainTextAsync("More people come in with this link.");
        await Expect(bob.Log).Not.ToContainTextAsync(onlyHere);
        await Expect(bob.Log.GetByRole(AriaRole.Img, new() { Name = "QR code of the invite link" })).ToBeVisibleAsync();
        await bob.Button("Settings").ClickAsync();
        await bob.Button("Link another device").ClickAsync();
        // A phone points its camera at it: all of it is in view.
        await Expect(bob.Page.GetByRole(AriaRole.Img, new() { Name = "QR code of the link" })).ToBeInViewportAsync(new() { Ratio = 1 });
    }

    [Fact]
    public async Task Where_HTTPS_answers_and_the_WebSocket_does_not_the_page_tells_how_to_trust_the_server()
    {
        var scan = new AccessibilityScan("untrusted");
        var alice = await NewSecureDeviceAsync(AccessibilityScan.Allow);
        // As some browsers do with a certificate that was excepted for the page only. (Here the socket is refused before it reaches the
        // server.)
        var isTrusted = false;
        await alice.Page.RouteWebSocketAsync("**/ws", socket =>
        {
            if (isTrusted) socket.ConnectToServer();
            else _ = socket.CloseAsync();
        });
        await alice.Page.GotoAsync(Server.Invite!.ToString());
        await alice.GiveNameAsync("alice");
        var bar = alice.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "does not trust" });
        await Expect(bar).ToBeVisibleAsync();
        await Expect(alice.Heading(Device.Lobby)).ToBeVisibleAsync();
        await scan.LookAsync(alice, "wide");
        await alice.Page.SetViewportSizeAsync(360, 740);
        await scan.LookAsync(alice, "phone");
        await alice.Page.SetViewportSizeAsync(1280, 800);
        scan.AssertNothingSerious();

        var setup = await alice.Page.RunAndWaitForPopupAsync(
            () => bar.GetByRole(AriaRole.Link, new() { Name = "Trust this server" }).ClickAsync());
        await Expect(setup.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Trust");
        await setup.CloseAsync();

        isTrusted = true;
        await bar.GetByRole(AriaRole.Button, new() { Name = "Try now" }).ClickAsync();
        await Expect(bar).ToBeHiddenAsync();
        await alice.SayAsync("here I am");
        await Expect(alice.Said("here I am")).ToBeVisibleAsync();
    }

    Task<Device> NewSecureDeviceAsync(Action<BrowserNewContextOptions>? change = null) => NewDeviceAsync(
        options =>
        {
            options.IgnoreHTTPSErrors = true;
            change?.Invoke(options);
        },
        new Uri(Server.Invite!, "/"));
}
