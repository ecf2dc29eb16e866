using System.Text.Encodings.Web;
using System.Text.Json;
using ChatBox.Rdt.Congestion;
using ChatBox.Rdt.Tracing;

namespace ChatBox.Rdt.Simulation.Tracing;

/// <summary>
/// Writes what a connection does as qlog 0.3 in JSON text sequences (draft-ietf-quic-qlog-main-schema-02; RFC 7464), the newest version
/// that qvis draws. RDT's frames take the names of the QUIC frames they resemble. Not thread-safe.
/// </summary>
public sealed class QlogTrace : IRdtTrace, IDisposable
{
    static readonly byte[] RecordSeparator = [0x1E];
    static readonly byte[] NewLine = "\n"u8.ToArray();

    readonly Stream output;
    readonly Utf8JsonWriter json;

    public QlogTrace(Stream output, string title, string vantagePoint)
    {
        this.output = output;
        json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        Record(() =>
        {
            json.WriteString("qlog_version", "0.3");
            json.WriteString("qlog_format", "JSON-SEQ");
            json.WriteString("title", title);
            json.WriteStartObject("trace");
            json.WriteStartObject("vantage_point");
            json.WriteString("type", vantagePoint);
            json.WriteEndObject();
            json.WriteStartObject("common_fields");
            json.WriteString("time_format", "relative");
            json.WriteNumber("reference_time", 0);
            json.WriteString("protocol_type", "RDT");
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    public void PacketSent(TimeSpan now, in TracedPacket packet) => Packet(now, "transport:packet_sent", packet);

    public void PacketReceived(TimeSpan now, in TracedPacket packet) => Packet(now, "transport:packet_received", packet);

    public void PacketLost(TimeSpan now, long number, int size, LossTrigger trigger) => Event(now, "recovery:packet_lost", () =>
    {
        WriteHeader(number);
        WriteSize(size);
        json.WriteString("trigger", trigger == LossTrigger.TimeThreshold ? "time_threshold" : "reordering_threshold");
    });

    public void MetricsUpdated(TimeSpan now, RttEstimator rtt, ICongestionController congestion, long bytesInFlight, int probeTimeouts) =>
        Event(now, "recovery:metrics_updated", () =>
        {
            json.WriteNumber("min_rtt", rtt.Min.TotalMilliseconds);
            json.WriteNumber("smoothed_rtt", rtt.Smoothed.TotalMilliseconds);
            json.WriteNumber("latest_rtt", rtt.Latest.TotalMilliseconds);
            json.WriteNumber("rtt_variance", rtt.Variation.TotalMilliseconds);
            json.WriteNumber("pto_count", probeTimeouts);
            json.WriteNumber("congestion_window", congestion.Window);
            json.WriteNumber("bytes_in_flight", bytesInFlight);
            if (double.IsFinite(congestion.PacingRate)) json.WriteNumber("pacing_rate", (long)(congestion.PacingRate * 8));
            if (congestion is Bbr bbr) json.WriteString("rdt_bbr_state", bbr.State.ToString());
        });

    public void Closed(TimeSpan now, EndReason reason, CloseCode code) => Event(now, "connectivity:connection_closed", () =>
    {
        json.WriteString("reason", reason.ToString());
        json.WriteNumber("application_code", (int)code);
    });

    public void Dispose()
    {
        json.Dispose();
        output.Flush();
    }

    void Packet(TimeSpan now, string name, TracedPacket packet) => Event(now, name, () =>
    {
        WriteHeader(packet.Number);
        WriteSize(packet.Size);
        json.WriteStartArray("frames");
        if ((packet.Frames & TracedFrames.Ack) != 0) Frame("ack", () =>
        {
            json.WriteStartArray("acked_ranges");
            foreach (var range in packet.Acked!)
            {
                json.WriteStartArray();
                json.WriteNumberValue(range.First);
                json.WriteNumberValue(range.Last);
                json.WriteEndArray();
            }

            json.WriteEndArray();
        });
        if ((packet.Frames & TracedFrames.Data) != 0) Frame("stream", () =>
        {
            json.WriteNumber("stream_id", 0);
            json.WriteNumber("offset", packet.Offset);
            json.WriteNumber("length", packet.DataLength);
        });
        foreach (var (frame, word) in Others)
        {
            if ((packet.Frames & frame) != 0) Frame(word, () => { });
        }

        json.WriteEndArray();
    });

    static readonly (TracedFrames Frame, string Name)[] Others =
    [
        (TracedFrames.Ping, "ping"), (TracedFrames.Request, "crypto"), (TracedFrames.FileInfo, "handshake_done"), (TracedFrames.MaxOffset, "max_data"),
        (TracedFrames.Pause, "stop_sending"), (TracedFrames.Proceed, "data_blocked"), (TracedFrames.PathChallenge, "path_challenge"),
        (TracedFrames.PathResponse, "path_response"), (TracedFrames.Done, "reset_stream"), (TracedFrames.Close, "connection_close"), (TracedFrames.Sent, "padding"),
    ];

    void Frame(string type, Action rest)
    {
        json.WriteStartObject();
        json.WriteString("frame_type", type);
        rest();
        json.WriteEndObject();
    }

    void WriteHeader(long number)
    {
        json.WriteStartObject("header");
        json.WriteString("packet_type", "1RTT");
        json.WriteNumber("packet_number", number);
        json.WriteEndObject();
    }

    void WriteSize(int size)
    {
        json.WriteStartObject("raw");
        json.WriteNumber("length", size);
        json.WriteEndObject();
    }

    void Event(TimeSpan now, string name, Action data) => Record(() =>
    {
        json.WriteNumber("time", now.TotalMilliseconds);
        json.WriteString("name", name);
        json.WriteStartObject("data");
        data();
        json.WriteEndObject();
    });

    void Record(Action content)
    {
        output.Write(RecordSeparator);
        json.Reset();
        json.WriteStartObject();
        content();
        json.WriteEndObject();
        json.Flush();
        output.Write(NewLine);
    }
}
