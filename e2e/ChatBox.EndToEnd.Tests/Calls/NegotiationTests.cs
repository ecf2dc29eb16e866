using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests.Calls;

/// <summary>Perfect negotiation (W3C WebRTC 1.0, section 10.7) between two real browsers.</summary>
public sealed class NegotiationTests(Chromium chromium) : CallTest(chromium)
{
    [Fact]
    public async Task Two_offers_that_meet_end_in_one_and_the_call_goes_on()
    {
        var people = await CallersAsync("alice", "bob");
        await TalkAsync(people[0], people[1]);
        for (var (round, met) = (0, false); !met; round++)
        {
            Assert.True(round < 50, "No two offers have met.");
            var before = await Task.WhenAll(people.Select(ReadFragmentAsync));
            // In the same moment: both pages have one clock.
            await Task.WhenAll(people.Select(device => device.Page.EvaluateAsync(
                """
                at => new Promise(resolve => setTimeout(() => {
                  while (Date.now() < at);
                  window.connections[0].restartIce();
                  resolve();
                }, Math.max(0, at - Date.now() - 20)))
                """, DateTimeOffset.UtcNow.AddMilliseconds(200).ToUnixTimeMilliseconds())));
            foreach (var (device, fragment) in people.Zip(before))
            {
                await device.Page.WaitForFunctionAsync(
                    $$"""
                    before => {
                      const [pc] = window.connections;
                      return pc.signalingState === 'stable' && pc.connectionState === 'connected' && {{Fragment}} !== before;
                    }
                    """, fragment);
                met |= await device.Page.EvaluateAsync<int>("window.collisions") > 0;
            }
        }

        foreach (var device in people)
        {
            await CallMeter.UntilGoesOnAsync(device, 1);
            Assert.Equal(1, await device.Page.EvaluateAsync<int>("window.connections.length"));
        }
    }

    /// <summary>Of this end: another one after each restart (RFC 8445, section 9).</summary>
    const string Fragment = "window.connections[0].localDescription.sdp.match(/ice-ufrag:(.+)/)[1]";

    static Task<string> ReadFragmentAsync(Device device) => device.Page.EvaluateAsync<string>(Fragment);
}
