using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests;

/// <summary>
/// The pictures of the README, of real pages. They are taken in every run, so that they can be; with CHATBOX_PICTURES=DIR they are kept there.
/// </summary>
public sealed class PictureTests(Chromium chromium) : ChatTest(chromium)
{
    const string Room = "robotics";

    [Fact]
    public async Task Pictures_of_an_afternoon_in_the_lab()
    {
        var maya = await JoinAsync("Maya", options => options.ColorScheme = ColorScheme.Light);
        await PictureOfJoiningAsync();
        var others = await JoinAllAsync("Tomás", "Ines", "Jun", "Priya");
        var (tomas, ines, jun, priya) = (others[0], others[1], others[2], others[3]);

        await SayAndWaitAsync(ines, maya, "The room is booked until six today.");
        await ines.MakeRoomAsync(Room);
        foreach (var device in new[] { tomas, jun, priya, maya }) await device.SwitchToAsync(Room);
        await SayAndWaitAsync(ines, maya, "Calibration of the new arm is done. Joints 1 to 5 are within 0.02°, joint 6 drifts.");
        await SayAndWaitAsync(ines, maya, "Plots are here: https://lab.example/runs/2214");
        await SayAndWaitAsync(tomas, maya, "How much does it drift?");
        await SayAndWaitAsync(ines, maya, "About 0.4° in ten minutes, and always in the same direction. Looks like temperature to me.");
        await SayAndWaitAsync(jun, maya, "We saw the same last spring. The encoder was read before the filter had settled:");
        await SayAndWaitAsync(jun, maya, "```\nencoder.Wait(TimeSpan.FromMilliseconds(40));   // was 4\nvar angle = encoder.Read(joint: 6);\n```");
        await SayAndWaitAsync(maya, tomas, "Good memory! I will run it again with 40 ms and put the numbers next to yours.");
        await SayAndWaitAsync(priya, maya, "Please leave the camera where it is, the *stereo* calibration is from this morning.");
        await SayAndWaitAsync(tomas, maya, "校准数据我已经放到共享目录里了 :)");
        await SayAndWaitAsync(maya, tomas, "Thanks, found it. Run 2215 starts now, `make log` shows it live.");

        // Something unread in the lobby and from one person, and somebody who types.
        await priya.SwitchToAsync("Maya");
        await priya.SayAsync("Could you look at section 3 before the call?");
        await Expect(maya.UnreadConversation("Priya", 1)).ToBeVisibleAsync();
        await jun.Conversation(Device.Lobby).ClickAsync();
        await jun.SayAsync("Cake in the kitchen.");
        await jun.SayAsync("Be quick.");
        await Expect(maya.UnreadConversation(Device.Lobby, 2)).ToBeVisibleAsync();

        var phone = await OnThePhoneAsync(maya);
        await Expect(phone.UnreadConversation("Priya", 1)).ToBeVisibleAsync();
        await phone.Conversation(Room).ClickAsync();
        await Expect(phone.Said("How much does it drift?")).ToBeAttachedAsync();

        // The notices have gone by then.
        await Expect(maya.Page.GetByRole(AriaRole.Button, new() { Name = "Priya: Could" })).ToBeHiddenAsync();
        await ines.MessageBox.PressSequentiallyAsync("Then");
        await Expect(phone.Page.GetByText("Ines is typing")).ToBeVisibleAsync();
        await KeepAsync(phone, "phone");
        await Expect(maya.Page.GetByText("Ines is typing")).ToBeVisibleAsync();
        await KeepAsync(maya, "wide-light");
        await maya.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await KeepAsync(maya, "wide-dark");
    }

    async Task PictureOfJoiningAsync()
    {
        var newcomer = await NewDeviceAsync(options => options.ColorScheme = ColorScheme.Light);
        await newcomer.OpenAsync();
        await newcomer.NameBox.FillAsync("Tomás");
        await KeepAsync(newcomer, "join");
    }

    async Task<Device> OnThePhoneAsync(Device laptop)
    {
        await laptop.Button("Settings").ClickAsync();
        await laptop.Button("Link another device").ClickAsync();
        var link = await laptop.Page.GetByRole(AriaRole.Textbox, new() { Name = "Link for your other device" }).InputValueAsync();
        await laptop.Page.Keyboard.PressAsync("Escape");
        var phone = await NewDeviceAsync(options =>
        {
            AsPhone(options);
            options.ColorScheme = ColorScheme.Light;
        });
        await phone.Page.GotoAsync(link);
        await phone.Button("Back").TapAsync();
        return phone;
    }

    static async Task SayAndWaitAsync(Device from, Device to, string text)
    {
        var before = await to.Messages.CountAsync();
        await from.SayAsync(text);
        await Expect(to.Messages).ToHaveCountAsync(before + 1);
    }

    static async Task KeepAsync(Device device, string name)
    {
        var directory = Environment.GetEnvironmentVariable("CHATBOX_PICTURES");
        var picture = await device.Page.ScreenshotAsync(new() { Animations = ScreenshotAnimations.Disabled, Caret = ScreenshotCaret.Hide });
        if (string.IsNullOrEmpty(directory)) return;
        await File.WriteAllBytesAsync(Path.Combine(Directory.CreateDirectory(directory).FullName, $"{name}.png"), picture);
    }
}
