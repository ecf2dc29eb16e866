namespace ChatBox.EndToEnd.Tests.Browsers;

/// <summary>Records notifications and tones of a page instead of showing and sounding them, and lets the test say whether somebody looks at the page.</summary>
static class NoticeRecorder
{
    const string Script =
        """
        window.notes = [];
        window.tones = 0;
        window.asked = 0;
        window.inFront = true;
        document.hasFocus = () => window.inFront;
        Object.defineProperty(document, 'visibilityState', { get: () => (window.inFront ? 'visible' : 'hidden') });
        window.Notification = class {
          static permission = 'default';
          static async requestPermission() { window.asked++; return this.permission = 'granted'; }
          constructor(title, options) { window.notes.push({ title, ...options, note: this }); }
          close() { window.notes.find(({ note }) => note === this).closed = true; }
        };
        const start = OscillatorNode.prototype.start;
        OscillatorNode.prototype.start = function (at) { window.tones++; return start.call(this, at); };
        """;

    public static Task InstallAsync(Device device) => device.Page.AddInitScriptAsync(Script);

    public static async Task TurnOnAsync(Device device)
    {
        await device.Button("Settings").ClickAsync();
        var toggle = device.Page.GetByRole(AriaRole.Switch, new() { Name = "Notifications" });
        await toggle.ClickAsync();
        await Expect(toggle).ToHaveAttributeAsync("aria-checked", "true");
        await device.Page.Keyboard.PressAsync("Escape");
    }

    public static Task LookAwayAsync(Device device) => device.Page.EvaluateAsync(
        "() => { window.inFront = false; document.dispatchEvent(new Event('visibilitychange')); dispatchEvent(new Event('blur')); }");

    public static Task ExpectNotesAsync(Device device, params string[] notes) => device.Page.WaitForFunctionAsync(
        "expected => JSON.stringify(window.notes.map(note => `${note.title}: ${note.body}`)) === JSON.stringify(expected)", notes);
}
