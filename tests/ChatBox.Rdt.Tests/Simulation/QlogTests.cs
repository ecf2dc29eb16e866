using System.Text;
using System.Text.Json;
using ChatBox.Rdt.Simulation.Scenarios;

namespace ChatBox.Rdt.Tests.Simulation;

/// <summary>
/// What `rdt-sim --seed N --qlog FILE` writes is what qvis reads: qlog 0.3 in JSON text sequences, with the members its diagrams are drawn
/// from.
/// </summary>
public sealed class QlogTests : IDisposable
{
    static readonly string[] FrameTypes =
    [
        "ack", "stream", "ping", "crypto", "handshake_done", "max_data", "stop_sending", "data_blocked", "path_challenge", "path_response", "reset_stream",
        "connection_close", "padding",
    ];

    readonly string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(path);

    // The program itself: the last words of a failed run in CI are this command line.
    static int Simulate(params string[] arguments) => (int)typeof(RandomScenario).Assembly.EntryPoint!.Invoke(null, [arguments])!;

    List<JsonElement> Trace(ulong seed)
    {
        Assert.Equal(0, Simulate("--seed", $"{seed}", "--qlog", path));
        var text = File.ReadAllText(path, Encoding.UTF8);
        Assert.StartsWith("\u001e{", text, StringComparison.Ordinal);
        return [.. text.Split('\u001e', StringSplitOptions.RemoveEmptyEntries).Select(record => JsonDocument.Parse(record).RootElement)];
    }

    [Fact]
    public void A_trace_begins_with_the_header_of_its_format()
    {
        var header = Trace(1)[0];
        Assert.Equal(("0.3", "JSON-SEQ"), (header.GetProperty("qlog_version").GetString(), header.GetProperty("qlog_format").GetString()));
        var trace = header.GetProperty("trace");
        Assert.Equal("server", trace.GetProperty("vantage_point").GetProperty("type").GetString());
        var common = trace.GetProperty("common_fields");
        Assert.Equal(("relative", 0), (common.GetProperty("time_format").GetString(), common.GetProperty("reference_time").GetInt32()));
    }

    [Fact]
    public void Every_event_of_twenty_traces_has_what_is_drawn_and_fits_those_before()
    {
        var seen = new HashSet<string>();
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var (time, sent, settled) = (0.0, new HashSet<long>(), new HashSet<long>());
            foreach (var entry in Trace(seed).Skip(1))
            {
                Assert.True(entry.GetProperty("time").GetDouble() >= time, $"seed {seed}: time goes back");
                time = entry.GetProperty("time").GetDouble();
                var (name, data) = (entry.GetProperty("name").GetString()!, entry.GetProperty("data"));
                seen.Add(name);
                if (name is "transport:packet_sent" or "transport:packet_received") AssertPacket(data);
                if (name == "transport:packet_sent") Assert.True(sent.Add(NumberOf(data)), $"seed {seed}: {NumberOf(data)} is sent twice");
                if (name == "transport:packet_received") settled.UnionWith(AckedBy(data));
                if (name == "recovery:packet_lost")
                    Assert.True(settled.Add(NumberOf(data)) && sent.Contains(NumberOf(data)), $"seed {seed}: lost, and known before");
                if (name == "recovery:metrics_updated") AssertMetrics(data);
            }

            Assert.True(settled.IsSubsetOf(sent), $"seed {seed}: acknowledged and never sent");
        }

        Assert.Equal(
            ["connectivity:connection_closed", "recovery:metrics_updated", "recovery:packet_lost", "transport:packet_received", "transport:packet_sent"],
            seen.Order(StringComparer.Ordinal));
    }

    static long NumberOf(JsonElement data) => data.GetProperty("header").GetProperty("packet_number").GetInt64();

    static void AssertPacket(JsonElement data)
    {
        Assert.Equal("1RTT", data.GetProperty("header").GetProperty("packet_type").GetString());
        Assert.InRange(NumberOf(data), 0, long.MaxValue);
        Assert.InRange(data.GetProperty("raw").GetProperty("length").GetInt32(), 1, 65_535);
        foreach (var frame in data.GetProperty("frames").EnumerateArray())
        {
            var type = frame.GetProperty("frame_type").GetString();
            Assert.Contains(type, FrameTypes);
            if (type != "stream") continue;
            Assert.Equal(0, frame.GetProperty("stream_id").GetInt32());
            Assert.InRange(frame.GetProperty("offset").GetInt64(), 0, long.MaxValue);
            Assert.InRange(frame.GetProperty("length").GetInt32(), 1, 65_535);
        }
    }

    // Every number that an acknowledgement names, and not only its largest: qvis draws them all.
    static IEnumerable<long> AckedBy(JsonElement data) =>
        from frame in data.GetProperty("frames").EnumerateArray()
        where frame.GetProperty("frame_type").GetString() == "ack"
        from range in frame.GetProperty("acked_ranges").EnumerateArray()
        let first = range[0].GetInt64()
        from number in Enumerable.Range(0, (int)(range[1].GetInt64() - first + 1))
        select first + number;

    static void AssertMetrics(JsonElement data)
    {
        foreach (var member in new[] { "min_rtt", "smoothed_rtt", "latest_rtt", "rtt_variance", "pto_count", "congestion_window", "bytes_in_flight" })
            Assert.InRange(data.GetProperty(member).GetDouble(), 0, double.MaxValue);
    }

    [Fact]
    public void What_cannot_be_understood_is_answered_by_the_usage() => Assert.Equal(2, Simulate("--sead", "1"));
}
