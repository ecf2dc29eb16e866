using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests;

public sealed class ThemeTests(Chromium chromium) : ChatTest(chromium)
{
    [Fact]
    public async Task The_page_is_as_light_or_dark_as_the_system_until_somebody_chooses()
    {
        var light = await JoinAsync("alice", options => options.ColorScheme = ColorScheme.Light);
        var dark = await JoinAsync("bob", options => options.ColorScheme = ColorScheme.Dark);
        Assert.True(await IsLightAsync(light));
        Assert.False(await IsLightAsync(dark));

        await dark.Button("Settings").ClickAsync();
        await dark.Page.GetByRole(AriaRole.Radio, new() { Name = "Light" }).CheckAsync();
        Assert.True(await IsLightAsync(dark));
        await dark.Page.ReloadAsync();
        await Expect(dark.Heading(Device.Lobby)).ToBeVisibleAsync();
        Assert.True(await IsLightAsync(dark));
    }

    /// <summary>By the paper's lightness, as drawn on a canvas of one pixel: colours are written in OKLCH.</summary>
    static Task<bool> IsLightAsync(Device device) => device.Page.EvaluateAsync<bool>(
        """
        () => {
          const canvas = new OffscreenCanvas(1, 1).getContext('2d');
          canvas.fillStyle = getComputedStyle(document.body).backgroundColor;
          canvas.fillRect(0, 0, 1, 1);
          return canvas.getImageData(0, 0, 1, 1).data[1] > 127;
        }
        """);
}
