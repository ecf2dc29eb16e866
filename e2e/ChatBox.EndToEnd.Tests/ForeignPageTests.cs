using ChatBox.EndToEnd.Tests.Browsers;
using ChatBox.EndToEnd.Tests.Hosting;

namespace ChatBox.EndToEnd.Tests;

/// <summary>A page of somebody else in the same browser, where the person has joined: it gets no hold of ChatBox.</summary>
public sealed class ForeignPageTests(Chromium chromium) : ChatTest(chromium)
{
    [Fact]
    public async Task Another_site_can_neither_frame_ChatBox_nor_keep_hold_of_a_window_with_it_nor_talk_to_it()
    {
        // On this computer too: what comes from elsewhere the browser keeps away from it by itself.
        using var site = new ForeignSite();
        await using var context = await Chromium.Browser.NewContextAsync();
        var own = await context.NewPageAsync();
        await own.GotoAsync(Server.Address.ToString());
        await own.GetByRole(AriaRole.Textbox, new() { Name = "Your name" }).FillAsync("alice");
        await own.GetByRole(AriaRole.Button, new() { Name = "Join" }).ClickAsync();
        await Expect(own.GetByRole(AriaRole.Heading, new() { Name = Device.Lobby })).ToBeVisibleAsync();

        var evil = await context.NewPageAsync();
        await evil.GotoAsync(site.Address.ToString());
        await evil.RunAndWaitForConsoleMessageAsync(
            () =>
                evil.EvaluateAsync(
                    "url => { const frame = document.createElement('iframe'); frame.src = url; document.body.append(frame); }",
                    Server.Address.ToString()),
            new() { Predicate = message => message.Text.Contains("frame-ancestors", StringComparison.Ordinal) });

        // The opener's handle is cut off, so that it can neither count frames nor post messages nor send the window elsewhere.
        var popup = await evil.RunAndWaitForPopupAsync(
            () => evil.EvaluateAsync("url => { window.opened = open(url); }", Server.Address.ToString()));
        await Expect(
            popup.GetByRole(AriaRole.Textbox, new() { Name = "Your name" }).Or(
                popup.GetByRole(AriaRole.Heading, new() { Name = Device.Lobby }))).ToBeVisibleAsync();
        Assert.True(await evil.EvaluateAsync<bool>("() => opened.closed"));
        Assert.True(await popup.EvaluateAsync<bool>("() => window.opener === null"));

        // Nothing can be asked in the person's name.
        var answer = await evil.EvaluateAsync<string>(
            "async url => { try { return (await fetch(url, { credentials: 'include' })).status + ''; } catch { return 'refused'; } }",
            new Uri(Server.Address, "/api/v1/people").ToString());
        Assert.Equal("refused", answer);
    }
}
