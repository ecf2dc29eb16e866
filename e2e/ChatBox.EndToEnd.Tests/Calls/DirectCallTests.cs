using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests.Calls;

/// <summary>Two people, from browser to browser, with pictures and voices as large and clean as the page asks for them.</summary>
[Collection(nameof(Undisturbed))]
public sealed class DirectCallTests(Chromium chromium) : CallTest(chromium)
{
    /// <summary>On two cores with nothing else to do it takes 0.3 to 0.5 s. The time is printed.</summary>
    static readonly TimeSpan FromAcceptToMedia = TimeSpan.FromSeconds(1.5);

    /// <summary>One of so many calls has to be undisturbed.</summary>
    const int Tries = 3;

    [Fact]
    public async Task From_Accept_to_picture_and_sound_both_ways_it_takes_a_moment_and_then_24_frames_a_second_come()
    {
        var people = await MeetAsync(CallerAsync("alice", script: SmallMedia.None), CallerAsync("bob", script: SmallMedia.None));
        var (alice, bob) = (people[0], people[1]);
        var times = new List<TimeSpan>();
        while (times.Count < Tries)
        {
            times.Add(await TalkAsync(alice, bob));
            if (times[^1] <= FromAcceptToMedia) break;
            await HangUp(alice).ClickAsync();
            await Expect(HangUp(bob)).ToHaveCountAsync(0);
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"From Accept to picture and sound: {string.Join(", ", times.Select(time => $"{time.TotalMilliseconds:0} ms"))}");
        Assert.True(times[^1] <= FromAcceptToMedia, $"It took {string.Join(", ", times)}.");

        await Expect(Picture(alice, "bob")).ToBeVisibleAsync();
        await Expect(Picture(bob, "alice")).ToBeVisibleAsync();
        foreach (var device in people)
        {
            var rate = await FramesPerSecondAsync(device);
            TestContext.Current.TestOutputHelper!.WriteLine($"{device.Name}: {rate:0.0} frames a second");
            Assert.True(rate >= 24, $"{device.Name} sees {rate:0.0} frames a second.");
            var received = Assert.Single(await CallMeter.ReadAsync(device));
            Assert.Equal(("udp", "host host", "connected", 640, 480), (received.Protocol, received.Path, received.Dtls, received.Width, received.Height));
            Assert.Equal(
                "max-bundle 0", await device.Page.EvaluateAsync<string>(
                    "(({ bundlePolicy, iceServers }) => `${bundlePolicy} ${iceServers.length}`)(window.connections.at(-1).getConfiguration())"));
        }

        // Text goes on meanwhile.
        await alice.SayAsync("do you see me?");
        await Expect(bob.Said("do you see me?")).ToBeVisibleAsync();
        await HangUp(bob).ClickAsync();
        await Expect(alice.Page.GetByText("bob has left. The call ended after")).ToBeVisibleAsync();
        foreach (var device in people)
        {
            await Expect(HangUp(device)).ToHaveCountAsync(0);
            await Expect(device.Log.GetByText("Video call ended")).ToBeVisibleAsync();
            Assert.Empty(await CallMeter.ReadAsync(device));
            await Expect(device.Button("Start video call")).ToBeVisibleAsync();
        }
    }

    /// <summary>The best of some seconds: what comes when nothing else is in the way.</summary>
    static async Task<double> FramesPerSecondAsync(Device device)
    {
        var best = 0.0;
        for (var second = 0; second < 15 && best < 24; second++)
        {
            var before = Assert.Single(await CallMeter.ReadAsync(device));
            await device.Page.EvaluateAsync("new Promise(resolve => setTimeout(resolve, 1000))");
            var after = Assert.Single(await CallMeter.ReadAsync(device));
            Assert.True(after.SoundBytes > before.SoundBytes, "No sound came.");
            best = Math.Max(best, (after.Frames - before.Frames) * 1000 / (after.At - before.At));
        }

        return best;
    }
}
