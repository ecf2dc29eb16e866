using System.Text.Json;
using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests.Calls;

/// <summary>What one connection of a page has received, by its own statistics (W3C "Identifiers for WebRTC's Statistics API").</summary>
/// <param name="Number">Of the connections that the page has made, from 0.</param>
/// <param name="State">Of the connection.</param>
/// <param name="Protocol">Of the local candidate of the pair that is used.</param>
/// <param name="Path">host, srflx, prflx or relay, of the local and the remote candidate.</param>
/// <param name="LocalAddress">From where it sends.</param>
/// <param name="Dtls">State of its encryption; the media's keys come from there (DTLS-SRTP, RFC 5764).</param>
/// <param name="Frames">Of the camera, decoded.</param>
/// <param name="Width">Of the camera's last frame.</param>
/// <param name="Height">Of the camera's last frame.</param>
/// <param name="SoundBytes">Of the voice.</param>
/// <param name="ScreenFrames">Of a shared screen, decoded.</param>
/// <param name="At">Milliseconds.</param>
sealed record Received(
    int Number, string State, string? Protocol, string? Path, string? LocalAddress, string? Dtls,
    int Frames, int Width, int Height, long SoundBytes, int ScreenFrames, double At);

/// <summary>Looks into the connections of a page.</summary>
static class CallMeter
{
    /// <summary>
    /// Keeps every connection that the page makes, and counts the offers that met one of its own. The lines stand in the order that docs/calls.md
    /// gives: voice, camera, screen, its sound.
    /// </summary>
    const string Recorder =
        """
        const Original = RTCPeerConnection;
        window.connections = [];
        window.collisions = 0;
        window.RTCPeerConnection = class extends Original {
          constructor(configuration) {
            super(configuration);
            window.connections.push(this);
          }
          setRemoteDescription(description) {
            if (description.type === 'offer' && this.signalingState === 'have-local-offer') window.collisions++;
            return super.setRemoteDescription(description);
          }
        };
        window.received = async () => {
          const all = [];
          for (const [number, pc] of window.connections.entries()) {
            if (pc.connectionState === 'closed') continue;
            const stats = await pc.getStats();
            const found = { number, state: pc.connectionState, frames: 0, width: 0, height: 0, soundBytes: 0, screenFrames: 0, at: performance.now() };
            const transport = [...stats.values()].find(({ type }) => type === 'transport');
            found.dtls = transport?.dtlsState;
            const pair = stats.get(transport?.selectedCandidatePairId);
            if (pair) {
              const [local, remote] = [stats.get(pair.localCandidateId), stats.get(pair.remoteCandidateId)];
              found.protocol = local?.protocol;
              found.localAddress = local?.address;
              found.path = `${local?.candidateType} ${remote?.candidateType}`;
            }
            for (const one of stats.values()) {
              if (one.type !== 'inbound-rtp') continue;
              if (one.mid === '0') found.soundBytes = one.bytesReceived;
              if (one.mid === '1') Object.assign(found, { frames: one.framesDecoded, width: one.frameWidth ?? 0, height: one.frameHeight ?? 0 });
              if (one.mid === '2') found.screenFrames = one.framesDecoded;
            }
            all.push(found);
          }
          return all;
        };
        """;

    /// <summary>In milliseconds. Statistics take time from what they tell of.</summary>
    const int Polling = 100;

    /// <summary>Where it is measured how long it takes.</summary>
    const int TimedPolling = 20;

    /// <summary>In milliseconds: long enough for what takes a second, on a machine that does much else.</summary>
    const int Patience = 15_000;

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static Task InstallAsync(Device device) => device.Context.AddInitScriptAsync(Recorder);

    public static async Task<IReadOnlyList<Received>> ReadAsync(Device device) =>
        (await device.Page.EvaluateAsync<JsonElement>("window.received()")).Deserialize<Received[]>(Json)!;

    /// <summary>Until so many connections have brought pictures and sound.</summary>
    public static Task UntilFlowsAsync(Device device, int connections) => UntilAsync(
        device, "all.filter(one => one.state === 'connected' && one.frames > 0 && one.soundBytes > 0).length === wanted", connections, TimedPolling);

    /// <summary>Until so many connections have brought pictures.</summary>
    public static Task UntilSeesAsync(Device device, int connections) =>
        UntilAsync(device, "all.filter(one => one.state === 'connected' && one.frames > 0).length === wanted", connections);

    /// <summary>Until pictures and sound have come on for a while, on every one of so many connections.</summary>
    public static async Task UntilGoesOnAsync(Device device, int connections)
    {
        await UntilFlowsAsync(device, connections);
        var before = await ReadAsync(device);
        await UntilAsync(
            device,
            """
            all.filter(one => {
              const before = wanted.before.find(({ number }) => number === one.number) ?? { frames: 0, soundBytes: 0 };
              return one.frames >= before.frames + 3 && one.soundBytes > before.soundBytes;
            }).length === wanted.connections
            """,
            new { connections, before = before.Select(one => new { number = one.Number, frames = one.Frames, soundBytes = one.SoundBytes }).ToArray() });
    }

    /// <summary>Until a condition holds of <c>all</c> connections and what is <c>wanted</c>.</summary>
    public static Task UntilAsync(Device device, string condition, object? wanted = null, int polling = Polling, int patience = Patience) =>
        // Playwright's own waiting takes a promise for a yes: it would wait for nothing.
        device.Page.EvaluateAsync(
            $$"""
            async ([wanted, polling, patience]) => {
              for (const end = performance.now() + patience; ;) {
                const all = await window.received();
                if ({{condition}}) return;
                if (performance.now() > end) throw new Error(`It has not come about in ${patience} ms: ${JSON.stringify(all)}`);
                await new Promise(resolve => setTimeout(resolve, polling));
              }
            }
            """, new[] { wanted, polling, patience });
}
