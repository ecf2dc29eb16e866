using System.Text;
using ChatBox.Core;
using ChatBox.Core.Commands;
using ChatBox.Protocol.Json;

namespace ChatBox.Protocol.Tests.Json;

// T16, T21, W6: bytes that no client of ours sends. Each is refused with a code; none throws, and none costs more than its own size.
public class RequestReaderHostileTests
{
    const int MaxFrame = 128 * 1024;

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("\"ping\"")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("}")]
    [InlineData("{\"type\"")]
    [InlineData("{\"type\":")]
    [InlineData("{\"type\":\"ping\",\"id\":\"7\"")]
    [InlineData("{\"type\":\"ping\",\"id\":\"7\",}")]
    [InlineData("{\"type\":\"ping\" \"id\":\"7\"}")]
    [InlineData("{'type':'ping','id':'7'}")]
    [InlineData("{type:\"ping\",id:\"7\"}")]
    [InlineData("{\"type\":\"ping\",\"id\":\"7\"}x")]
    [InlineData("{\"type\":\"ping\",\"id\":\"7\"}{}")]
    [InlineData("{\"type\":\"ping\",\"id\":\"7\"}\0")]
    [InlineData("{\"type\":\"ping\",\"id\":\"7\"/**/}")]
    [InlineData("{\"type\":\"ping\",\"id\":\"a\nb\"}")]
    [InlineData("{\"type\":\"ping\",\"id\":\"7\",\"x\":{\"y\":1}}")]
    [InlineData("{\"type\":\"ping\",\"id\":\"7\",\"x\":[1]}")]
    [InlineData("{\"type\":\"ping\",\"id\":\"7\",\"x\":null}")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("<s:alice><t:connect>")]
    public void What_is_no_request_is_a_bad_frame(string json) => Assert.Equal("bad_frame", RequestReaderTests.Refused(json).Code);

    [Fact]
    public void Space_around_a_request_is_allowed() =>
        Assert.True(RequestReaderTests.Read(" \r\n{ \"type\" : \"ping\" ,\t\"id\" : \"7\" } \n", out _, out _, out _));

    [Fact]
    public void Bytes_that_are_no_utf8_are_told_from_what_is_no_json()
    {
        byte[][] bad = [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82]];
        foreach (var bytes in bad)
        {
            byte[] json = [.. "{\"type\":\"find\",\"id\":\"7\",\"text\":\""u8, .. bytes, .. "\"}"u8];
            Assert.False(RequestReader.TryRead(json, out _, out _, out var refusal));
            Assert.Equal("bad_utf8", refusal.Code);
        }
    }

    [Fact]
    public void A_byte_order_mark_is_no_json() =>
        Assert.Equal("bad_frame", RequestReaderTests.Refused("\uFEFF{\"type\":\"ping\",\"id\":\"7\"}").Code);

    [Fact]
    public void A_frame_has_up_to_16_members_and_not_17()
    {
        Assert.Equal("unknown_field", RequestReaderTests.Refused(WithMembers(16)).Code);
        Assert.Equal(Refusals.BadFrame("A request has at most 16 fields."), RequestReaderTests.Refused(WithMembers(17)));
    }

    [Fact]
    public void Half_a_character_in_a_name_of_a_field_is_a_bad_text() =>
        Assert.Equal("bad_text", RequestReaderTests.Refused("{\"type\":\"ping\",\"id\":\"7\",\"\\ud800\":1}").Code);

    [Fact]
    public void The_answer_to_a_long_type_or_field_is_short_and_can_be_sent()
    {
        foreach (var length in new[] { 38, 39, 40, 41, 10_000 })
        {
            var name = new string('a', length) + "😀😀";
            var answers = new[] { RequestReaderTests.Refused(RequestExamples.Request(name)), RequestReaderTests.Refused(RequestExamples.Request("ping", $"\"{name}\":1")) };
            foreach (var answer in answers)
            {
                Assert.True(answer.Message.Length < 200);
                Assert.DoesNotContain("\uFFFD", Encoding.UTF8.GetString(WireJson.Encode(answer.ToFrame("7"))), StringComparison.Ordinal);
                Assert.DoesNotContain(
                    "\\uFFFD", Encoding.UTF8.GetString(WireJson.Encode(answer.ToFrame("7"))), StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    [Fact]
    public void A_frame_of_the_largest_size_costs_less_than_a_mebibyte_whatever_is_in_it()
    {
        string[] bombs =
        [
            new('[', MaxFrame),
            string.Concat(Enumerable.Repeat("{\"a\":", MaxFrame / 5)),
            WithMembers(10_000),
            "{\"type\":\"ping\",\"id\":\"7\",\"x\":" + new string('[', 65) + new string(']', 65) + "}",
            RequestExamples.Request("find", $"\"text\":\"{new string('x', MaxFrame - 100)}\""),
            RequestExamples.Request("find", $"\"text\":\"{string.Concat(Enumerable.Repeat("\\u0041", (MaxFrame - 100) / 6))}\""),
            RequestExamples.Request("ping", $"\"{new string('x', MaxFrame - 100)}\":1"),
            RequestExamples.Request("read", $"\"conversation\":\"lobby\",\"number\":{new string('9', MaxFrame - 100)}"),
            RequestExamples.Request("room.create", $"\"name\":\"{string.Concat(Enumerable.Repeat("\uFDFA", (MaxFrame - 100) / 3))}\""),
            new(' ', MaxFrame),
            new('"', MaxFrame),
        ];
        foreach (var bomb in bombs) Assert.InRange(Cost(Encoding.UTF8.GetBytes(bomb)), 0, 1024 * 1024);
    }

    [Fact]
    public void Two_hundred_thousand_spoilt_requests_are_read_or_refused_and_none_throws()
    {
        var mutator = new Mutator([.. RequestExamples.All.Select(example => Encoding.UTF8.GetBytes(example.Json))]);
        for (var seed = 1; seed <= 200_000; seed++)
        {
            var json = mutator.Next(new Random(seed));
            try
            {
                Assert.InRange(Cost(json), 0, 1024 * 1024);
            }
            catch (Exception exception)
            {
                Assert.Fail($"Seed {seed}, {Convert.ToHexString(json)}: {exception}");
            }
        }
    }

    // Bytes allocated for reading, and for answering where it is refused.
    static long Cost(byte[] json)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var isRead = RequestReader.TryRead(json, out var id, out Command? command, out var refusal);
        var after = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(isRead, command is not null);
        Assert.Equal(isRead, refusal is null);
        if (refusal is not null) Assert.NotEmpty(WireJson.Encode(refusal.ToFrame(id)));
        return after - before;
    }

    static string WithMembers(int count) =>
        RequestExamples.Request("ping", string.Join(',', Enumerable.Range(0, count - 2).Select(i => $"\"field{i}\":{i}")));
}
