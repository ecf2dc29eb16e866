namespace ChatBox.EndToEnd.Tests.Browsers;

/// <summary>Pictures of real pages. They are kept where CHATBOX_PICTURES names a directory.</summary>
static class Pictures
{
    static readonly string? Directory = Environment.GetEnvironmentVariable("CHATBOX_PICTURES");

    /// <summary>Taken in any case, so that it can be.</summary>
    public static async Task KeepAsync(Device device, string name)
    {
        var picture = await device.Page.ScreenshotAsync(new() { Animations = ScreenshotAnimations.Disabled, Caret = ScreenshotCaret.Hide });
        if (string.IsNullOrEmpty(Directory)) return;
        System.IO.Directory.CreateDirectory(Directory);
        await File.WriteAllBytesAsync(Path.Combine(Directory, $"{name}.png"), picture);
    }

    /// <summary>A state as it looks on a wide screen and on a phone, light and dark; only where it is kept, for it takes a while.</summary>
    /// <param name="onPhone">What brings the state out again there.</param>
    public static async Task KeepAllAsync(Device device, string name, Func<Task>? onPhone = null)
    {
        if (string.IsNullOrEmpty(Directory)) return;
        foreach (var (form, width, height) in new[] { ("wide", 1280, 800), ("phone", 360, 740) })
        {
            await device.Page.SetViewportSizeAsync(width, height);
            if (form == "phone" && onPhone is not null) await onPhone();
            foreach (var scheme in new[] { ColorScheme.Dark, ColorScheme.Light })
            {
                await device.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
                await KeepAsync(device, $"{name}-{form}-{scheme}".ToLowerInvariant());
            }
        }

        await device.Page.SetViewportSizeAsync(1280, 800);
    }
}
