namespace ChatBox.EndToEnd.Tests.Browsers;

// Files: attached, dropped, pasted, and what becomes of them.
sealed partial class Device
{
    /// <summary>News that come by themselves and go again.</summary>
    public ILocator Toasts => page.GetByRole(AriaRole.Status).Filter(new() { Has = Button("Close") });

    /// <summary>What is on its way up in the open conversation, above the composer.</summary>
    public ILocator Uploads => page.GetByRole(AriaRole.List, new() { Name = "Files on their way up" });

    public ILocator ServerFiles => page.GetByRole(AriaRole.List, new() { Name = "Server files" });

    /// <summary>The card of a file in the log; of several with that name the last.</summary>
    public ILocator Card(string name) => Log.GetByRole(AriaRole.Region, new() { Name = $"File {name}", Exact = true }).Last;

    public ILocator InCard(string name, string button) => Card(name).GetByRole(AriaRole.Button, new() { Name = button, Exact = true });

    public static ILocator Bar(ILocator within) => within.GetByRole(AriaRole.Progressbar);

    public async Task AttachAsync(params string[] paths)
    {
        var chooser = await page.RunAndWaitForFileChooserAsync(() => Button("Attach file").ClickAsync());
        await chooser.SetFilesAsync(paths);
    }

    /// <summary>Clicks, and gives what the browser saves of it.</summary>
    public async Task<(string Name, byte[] Bytes)> SaveAsync(ILocator button)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => button.ClickAsync());
        return (download.SuggestedFilename, await File.ReadAllBytesAsync(await download.PathAsync()));
    }

    /// <summary>Drops files with these names and texts on the conversation, as a file manager does.</summary>
    public async Task DropAsync(params (string Name, string Type, string Text)[] files)
    {
        var transfer = await page.EvaluateHandleAsync(
            """
            (files) => {
              const transfer = new DataTransfer();
              for (const [name, type, text] of files) transfer.items.add(new File([text], name, { type }));
              return transfer;
            }
            """,
            files.Select(file => new[] { file.Name, file.Type, file.Text }).ToArray());
        foreach (var step in new[] { "dragenter", "dragover", "drop" }) await Log.DispatchEventAsync(step, new { dataTransfer = transfer });
    }

    /// <summary>Pastes a picture of so many pixels, in two colours, as a screen shot comes from the clipboard.</summary>
    public async Task PastePictureAsync(int width, int height) => await MessageBox.EvaluateAsync(
        """
        async (box, [width, height]) => {
          const canvas = Object.assign(document.createElement('canvas'), { width, height });
          const context = canvas.getContext('2d');
          context.fillStyle = 'teal';
          context.fillRect(0, 0, width, height);
          context.fillStyle = 'orange';
          context.fillRect(width / 4, height / 4, width / 2, height / 2);
          const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
          const clipboardData = new DataTransfer();
          clipboardData.items.add(new File([blob], 'image.png', { type: 'image/png' }));
          box.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
        }
        """,
        new[] { width, height });

    /// <summary>From here on no more than so many bytes a second go out; without a limit where it is negative.</summary>
    public async Task SlowDownAsync(int bytesPerSecond)
    {
        var developer = await context.NewCDPSessionAsync(page);
        await developer.SendAsync("Network.enable");
        await developer.SendAsync("Network.emulateNetworkConditions", new Dictionary<string, object>
        {
            ["offline"] = false,
            ["latency"] = 0,
            ["downloadThroughput"] = -1,
            ["uploadThroughput"] = bytesPerSecond,
        });
    }
}
