using System.Globalization;
using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests;

/// <summary>The pictures of the README, of real pages.</summary>
public sealed class PictureTests(Chromium chromium) : ChatTest(chromium)
{
    const string Room = "robotics";

    [Fact]
    public async Task Pictures_of_an_afternoon_in_the_lab()
    {
        var maya = await JoinAsync("Maya", InDaylight);
        await PictureOfJoiningAsync();
        var others = await JoinAllAsync("Tomás", "Ravi", "Wei", "Priya");
        var (tomas, ravi, wei, priya) = (others[0], others[1], others[2], others[3]);

        await SayAndWaitAsync(ravi, maya, "The room is booked until six today.");
        await ravi.MakeRoomAsync(Room);
        foreach (var device in new[] { tomas, wei, priya, maya }) await device.SwitchToAsync(Room);
        var phone = await OnThePhoneAsync(maya);
        await phone.Conversation(Room).ClickAsync();
        await SayAndWaitAsync(ravi, maya, "Calibration of the new arm is done. Joints 1 to 5 are within 0.02°, joint 6 drifts.");
        await SayAndWaitAsync(ravi, maya, "Plots are here: https://lab.example/runs/2214");
        await SayAndWaitAsync(tomas, maya, "How much does it drift?");
        await SayAndWaitAsync(ravi, maya, "About 0.4° in ten minutes, and always in the same direction. Looks like temperature to me.");
        await SayAndWaitAsync(wei, maya, "We saw the same last spring. The encoder was read before the filter had settled:");
        await SayAndWaitAsync(
            wei, maya, "```\nencoder.Wait(TimeSpan.FromMilliseconds(40));   // was 4\nvar angle = encoder.Read(joint: 6);\n```");
        await SayAndWaitAsync(maya, tomas, "Good memory! I will run it again with 40 ms and put the numbers next to yours.");
        await SayAndWaitAsync(priya, maya, "Please leave the camera where it is, the *stereo* calibration is from this morning.");
        await SayAndWaitAsync(tomas, maya, "校准数据我已经放到共享目录里了 :)");
        await SayAndWaitAsync(maya, tomas, "Thanks, found it. Run 2215 starts now, `make log` shows it live.");

        // Something unread in the lobby and from one person, and somebody who types.
        await priya.SwitchToAsync("Maya");
        await priya.SayAsync("Could you look at section 3 before the call?");
        await Expect(maya.UnreadConversation("Priya", 1)).ToBeVisibleAsync();
        await wei.Conversation(Device.Lobby).ClickAsync();
        await wei.SayAsync("Cake in the kitchen.");
        await wei.SayAsync("Be quick.");
        await Expect(maya.UnreadConversation(Device.Lobby, 2)).ToBeVisibleAsync();

        // The notices have gone by then.
        foreach (var device in new[] { maya, phone })
            await Expect(device.Page.GetByRole(AriaRole.Button, new() { Name = "Priya: Could" })).ToBeHiddenAsync();
        await Expect(phone.Messages.Last).ToContainTextAsync("Run 2215");
        await TypeAsync(ravi, phone);
        await Pictures.KeepAsync(phone, "phone");
        await maya.MessageBox.FocusAsync();
        await TypeAsync(ravi, maya);
        await Pictures.KeepAsync(maya, "wide-light");
        await maya.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await TypeAsync(ravi, maya);
        await Pictures.KeepAsync(maya, "wide-dark");
    }

    async Task PictureOfJoiningAsync()
    {
        var newcomer = await NewDeviceAsync(InDaylight);
        await newcomer.OpenAsync();
        await newcomer.NameBox.FillAsync("Tomás");
        await Pictures.KeepAsync(newcomer, "join");
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
            InDaylight(options);
        });
        await phone.Page.GotoAsync(link);
        await phone.Button("Back").TapAsync();
        return phone;
    }

    /// <summary>In a place where it is an afternoon now. (The names of these zones count westward.)</summary>
    internal static void InDaylight(BrowserNewContextOptions options)
    {
        const int afternoon = 14;
        options.TimezoneId = string.Create(CultureInfo.InvariantCulture, $"Etc/GMT{DateTimeOffset.UtcNow.Hour - afternoon:+0;-0;+0}");
        options.ColorScheme = ColorScheme.Light;
    }

    static async Task SayAndWaitAsync(Device from, Device to, string text)
    {
        var before = await to.Messages.CountAsync();
        await from.SayAsync(text);
        await Expect(to.Messages).ToHaveCountAsync(before + 1);
    }

    static async Task TypeAsync(Device who, Device seenBy)
    {
        await who.MessageBox.PressSequentiallyAsync("Then ");
        await Expect(seenBy.Page.GetByText($"{who.Name} is typing")).ToBeVisibleAsync();
    }
}
