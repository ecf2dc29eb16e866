using System.Text.Json;
using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests.Calls;

/// <summary>What one connection of a page has received, by its own statistics (W3C "Identifiers for WebRTC's Statistics API").</summary>
/// <param name="State">Of the connection.</param>
/// <param name="Protocol">Of the local candidate of the pair that is used.</param>
/// <param name="Path">host, srflx, prflx or relay, of the local and the remote candidate.</param>
/// <param name="Frames">Of the camera, decoded.</param>
/// <param name="Width">Of the camera's last frame.</param>
/// <param name="Height">Of the camera's last frame.</param>
/// <param name="SoundBytes">Of the voice.</param>
/// <param name="ScreenFrames">Of a shared screen, decoded.</param>
/// <param name="At">Milliseconds.</param>
sealed record Received(
    string State, string? Protocol, string? Path, int Frames, int Width, int Height, long SoundBytes, int ScreenFrames, double At);

/// <summary>Looks into the connections of a page.</summary>
static class CallMeter
{
    /// <summary>Keeps every connection that the page makes. The lines stand in the order that docs/calls.md gives: voice, camera, screen, its sound.</summary>
    const string Recorder =
        """
        const Original = RTCPeerConnection;
        window.connections = [];
        window.RTCPeerConnection = class extends Original {
          constructor(configuration) {
            super(configuration);
            window.connections.push(this);
          }
        };
        window.received = async () => {
          const all = [];
          for (const pc of window.connections.filter(({ connectionState }) => connectionState !== 'closed')) {
            const stats = await pc.getStats();
            const found = { state: pc.connectionState, frames: 0, width: 0, height: 0, soundBytes: 0, screenFrames: 0, at: performance.now() };
            const transport = [...stats.values()].find(({ type }) => type === 'transport');
            const pair = stats.get(transport?.selectedCandidatePairId);
            if (pair) {
              const [local, remote] = [stats.get(pair.localCandidateId), stats.get(pair.remoteCandidateId)];
              found.protocol = local?.protocol;
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

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static Task InstallAsync(Device device) => device.Context.AddInitScriptAsync(Recorder);

    public static async Task<IReadOnlyList<Received>> ReadAsync(Device device) =>
        (await device.Page.EvaluateAsync<JsonElement>("window.received()")).Deserialize<Received[]>(Json)!;

    /// <summary>Until so many connections have brought pictures and sound.</summary>
    public static Task UntilFlowsAsync(Device device, int connections) => device.Page.WaitForFunctionAsync(
        "async count => (await window.received()).filter(one => one.state === 'connected' && one.frames > 0 && one.soundBytes > 0).length === count",
        connections, new() { PollingInterval = 20 });

    /// <summary>Until pictures and sound have come on for a while, on every one of so many connections.</summary>
    public static async Task UntilGoesOnAsync(Device device, int connections)
    {
        await UntilFlowsAsync(device, connections);
        var before = await ReadAsync(device);
        var (frames, bytes) = (before.Sum(one => one.Frames), before.Sum(one => one.SoundBytes));
        await device.Page.WaitForFunctionAsync(
            """
            async ([frames, bytes]) => {
              const all = await window.received();
              const sum = field => all.reduce((total, one) => total + one[field], 0);
              return sum('frames') >= frames + 10 && sum('soundBytes') > bytes;
            }
            """, new[] { frames, bytes });
    }

    /// <summary>The state of all connections, for a test's message.</summary>
    public static async Task<string> DescribeAsync(Device device) => string.Join(", ", await ReadAsync(device));
}
