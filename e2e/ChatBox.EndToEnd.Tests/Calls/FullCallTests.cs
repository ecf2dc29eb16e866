using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests.Calls;

/// <summary>A call that is as full as one can be: six pages that send to each other leave nothing of two cores.</summary>
[Collection(nameof(Undisturbed))]
public sealed class FullCallTests(Chromium chromium) : CallTest(chromium)
{
    [Fact]
    public async Task Pictures_of_a_call_of_three_and_of_six_which_a_seventh_cannot_join()
    {
        Portrait[] faces = [Portrait.Maya, Portrait.Tomas, Portrait.Ravi, Portrait.Wei, Portrait.Priya, Portrait.Jonas];
        var people = await Task.WhenAll(faces.Select(face => SitterAsync(
            face with { Size = (160, 120), IsSilent = face != Portrait.Ravi }, face == Portrait.Priya ? AsPhone : null)));
        var (maya, priya) = (people[0], people[4]);
        await maya.MakeRoomAsync("robotics");
        await priya.Button("Back").TapAsync();
        foreach (var device in people.Skip(1)) await device.SwitchToAsync("robotics");
        await maya.SayAsync("Short round: what is left before Friday?");
        await maya.Button("Start video call").ClickAsync();
        foreach (var device in people.Skip(1).Take(2)) await device.Button("Join call").ClickAsync();
        await CallMeter.UntilSeesAsync(maya, 2);
        await Expect(priya.Page.GetByText("Maya, Tomás and Ravi are in a call")).ToBeVisibleAsync();
        await Pictures.KeepAsync(maya, "call-three");
        await Pictures.KeepAsync(priya, "call-join-phone");

        foreach (var device in people.Skip(3)) await device.Button("Join call").ClickAsync();
        foreach (var device in people) await CallMeter.UntilSeesAsync(device, 5);
        await Pictures.KeepAsync(maya, "call-six");
        await Pictures.KeepAsync(priya, "call-six-phone");
        var seventh = await CallerAsync("Lena");
        await seventh.SwitchToAsync("robotics");
        await Expect(seventh.Page.GetByText("It is full")).ToBeVisibleAsync();
        await Expect(seventh.Button("Join call")).ToBeDisabledAsync();
    }
}
