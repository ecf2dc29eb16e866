using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChatBox.Protocol.Json;

namespace ChatBox.Protocol.Tests.Json;

public class WireJsonTests
{
    public static TheoryData<int> Examples => [.. Enumerable.Range(0, FrameExamples.All.Length)];

    /// <summary>The types that a frame can say it is, and their classes.</summary>
    internal static IEnumerable<(string Word, Type Frame)> FrameTypes =>
        typeof(ServerFrame).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(
            derived => ((string)derived.TypeDiscriminator!, derived.DerivedType));

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_frame_is_written_as_documented_and_comes_back(int example)
    {
        var (frame, json) = FrameExamples.All[example];
        Assert.Equal(json, Encoding.UTF8.GetString(WireJson.Encode(frame)));
        var back = Decode(json);
        Assert.IsType(frame.GetType(), back);
        Assert.Equal(json, Encoding.UTF8.GetString(WireJson.Encode(back)));
    }

    [Fact]
    public void There_is_an_example_of_every_frame() =>
        Assert.Equal(
            FrameTypes.Select(type => type.Frame).ToHashSet(), FrameExamples.All.Select(example => example.Frame.GetType()).ToHashSet());

    [Theory]
    [MemberData(nameof(Examples))]
    public void Members_that_are_not_known_are_ignored(int example)
    {
        var (frame, json) = FrameExamples.All[example];
        var later = json.Replace(
            "\"id\":\"", "\"later\":[{\"x\":1e999}],\"id\":\"", StringComparison.Ordinal)[..^1] + ",\"colour\":{\"y\":[null]}}";
        var back = Decode(later);
        Assert.IsType(frame.GetType(), back);
        Assert.Equal(json, Encoding.UTF8.GetString(WireJson.Encode(back)));
    }

    [Theory]
    [InlineData("""{"type":"later","message":"of another shape"}""")]
    [InlineData("""{"type":""}""")]
    [InlineData("{}")]
    public void A_frame_of_a_type_that_is_not_known_is_a_frame_of_no_kind(string json) =>
        Assert.Equal(typeof(ServerFrame), Decode(json).GetType());

    [Fact]
    public void The_type_may_stand_last() =>
        Assert.Equal(new ReadFrame("lobby", 3), Decode("""{"conversation":"lobby","number":3,"type":"read"}"""));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"ok\"")]
    [InlineData("{")]
    [InlineData("""{"type":"ok","id":7}""")]
    [InlineData("""{"type":"read","conversation":"lobby","number":1e999}""")]
    [InlineData("""{"type":"message","message":{"time":"yesterday"}}""")]
    [InlineData("""{"type":"error","code":"\ud800","message":"x"}""")]
    [InlineData("""{"type":"ok","id":"7"}x""")]
    public void What_is_no_frame_is_a_json_exception(string json) => Assert.ThrowsAny<JsonException>(() => Decode(json));

    [Fact]
    public void Fifty_thousand_spoilt_frames_are_read_or_a_json_exception()
    {
        var mutator = new Mutator([.. FrameExamples.All.Select(example => Encoding.UTF8.GetBytes(example.Json))]);
        for (var seed = 1; seed <= 50_000; seed++)
        {
            var json = mutator.Next(new Random(seed));
            try
            {
                WireJson.DecodeFrame(json);
            }
            catch (JsonException)
            {
                // What the method promises.
            }
            catch (Exception exception)
            {
                Assert.Fail($"Seed {seed}, {Convert.ToHexString(json)}: {exception}");
            }
        }
    }

    [Theory]
    [InlineData("a", 1)]
    [InlineData("漢", 3)]
    [InlineData("😀", 4)]
    public void The_longest_text_takes_no_more_bytes_than_its_utf8(string sign, int bytes)
    {
        var frame = new ErrorFrame("7", "x", string.Concat(Enumerable.Repeat(sign, 8000)));
        Assert.Equal(8000 * bytes, WireJson.Encode(frame).Length - WireJson.Encode(frame with { Message = "" }).Length);
    }

    [Fact]
    public void Every_character_comes_back_as_it_was()
    {
        var text = string.Concat(Enumerable.Range(0, 0x20000).Where(value => value is < 0xD800 or > 0xDFFF).Select(char.ConvertFromUtf32));
        foreach (var written in new[] { text, text.Replace("😀", "", StringComparison.Ordinal), text[..0xD800] })
            Assert.Equal(written, ((ErrorFrame)WireJson.DecodeFrame(WireJson.Encode(new ErrorFrame("7", "x", written)))).Message);
    }

    [Fact]
    public void Half_a_character_is_written_as_the_replacement_character()
    {
        foreach (var text in new[] { "a\uD800", "\uDC00b", "\uDC00😀" })
            Assert.Contains('\uFFFD', ((ErrorFrame)WireJson.DecodeFrame(WireJson.Encode(new ErrorFrame("7", "x", text)))).Message);
    }

    [Theory]
    [InlineData("2026-11-22T09:30:00.1239999Z", "2026-11-22T09:30:00.123Z")]
    [InlineData("2026-11-22T09:30:00Z", "2026-11-22T09:30:00.000Z")]
    [InlineData("2026-11-22T10:30:00.5+01:00", "2026-11-22T09:30:00.500Z")]
    public void Times_are_in_utc_with_milliseconds(string given, string written)
    {
        var frame = new OkFrame("7") { ExpiresAt = DateTimeOffset.Parse(given, System.Globalization.CultureInfo.InvariantCulture) };
        Assert.Equal($$"""{"type":"ok","id":"7","expiresAt":"{{written}}"}""", Encoding.UTF8.GetString(WireJson.Encode(frame)));
        Assert.Equal(frame.ExpiresAt, ((OkFrame)Decode($$"""{"type":"ok","id":"7","expiresAt":"{{given}}"}""")).ExpiresAt);
    }

    internal static ServerFrame Decode(string json) => WireJson.DecodeFrame(Encoding.UTF8.GetBytes(json));
}
