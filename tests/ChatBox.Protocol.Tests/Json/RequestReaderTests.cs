using System.Text;
using ChatBox.Core;
using ChatBox.Core.Commands;
using ChatBox.Protocol.Json;
using static ChatBox.Protocol.Tests.Json.RequestExamples;

namespace ChatBox.Protocol.Tests.Json;

public class RequestReaderTests
{
    public static TheoryData<int> Examples => [.. Enumerable.Range(0, All.Length)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_request_becomes_its_command(int example)
    {
        var (json, expected) = All[example];
        Assert.True(Read(json, out var id, out var command, out var refusal), $"{json} {refusal}");
        Assert.Equal("7", id);
        Assert.Equal(expected, command);
    }

    [Fact]
    public void There_is_an_example_of_every_type() =>
        Assert.Equal(
            RequestReader.Types.Order(StringComparer.Ordinal),
            All.Select(example => TypeOf(example.Json)).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Examples))]
    public void A_field_that_is_not_known_is_refused_by_name(int example)
    {
        var json = All[example].Json.Replace("}", ",\"colour\":1}", StringComparison.Ordinal);
        Assert.Equal(Refusals.UnknownField("colour"), Refused(json));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void A_field_that_stands_twice_is_refused(int example)
    {
        var json = All[example].Json.Replace("}", ",\"id\":\"8\"}", StringComparison.Ordinal);
        Assert.Equal("bad_frame", Refused(json).Code);
    }

    [Theory]
    [InlineData("conversation")]
    [InlineData("members")]
    [InlineData("find")]
    [InlineData("history")]
    [InlineData("send", "\"clientId\":\"1\",\"text\":\"x\"")]
    [InlineData("send", "\"conversation\":\"lobby\",\"text\":\"x\"")]
    [InlineData("send", "\"conversation\":\"lobby\",\"clientId\":\"1\"")]
    [InlineData("delete", "\"conversation\":\"lobby\"")]
    [InlineData("delete", "\"number\":1")]
    [InlineData("file.set", "\"conversation\":\"lobby\",\"number\":1")]
    [InlineData("file.set", "\"conversation\":\"lobby\",\"state\":\"accepted\"")]
    [InlineData("changes", "\"conversation\":\"lobby\"")]
    [InlineData("changes", "\"after\":1")]
    [InlineData("files")]
    [InlineData("read", "\"number\":1")]
    [InlineData("read", "\"conversation\":\"lobby\"")]
    [InlineData("typing")]
    [InlineData("presence")]
    [InlineData("room.create", "\"private\":true")]
    [InlineData("room.join")]
    [InlineData("room.leave")]
    [InlineData("room.invite", "\"conversation\":\"lobby\"")]
    [InlineData("room.invite", "\"person\":\"0000000000077\"")]
    [InlineData("room.remove", "\"conversation\":\"lobby\"")]
    [InlineData("direct.open")]
    [InlineData("search")]
    public void A_field_that_is_missing_is_a_bad_frame(string type, string fields = "")
    {
        var refusal = Refused(Request(type, fields));
        Assert.Equal("bad_frame", refusal.Code);
        Assert.Contains("missing", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("send", "\"conversation\":1,\"clientId\":\"1\",\"text\":\"x\"")]
    [InlineData("send", "\"conversation\":\"lobby\",\"clientId\":true,\"text\":\"x\"")]
    [InlineData("send", "\"conversation\":\"lobby\",\"clientId\":\"1\",\"text\":5")]
    [InlineData("send", "\"conversation\":\"lobby\",\"clientId\":\"1\",\"text\":null")]
    [InlineData("read", "\"conversation\":\"lobby\",\"number\":\"1\"")]
    [InlineData("read", "\"conversation\":\"lobby\",\"number\":1.5")]
    [InlineData("read", "\"conversation\":\"lobby\",\"number\":1.0")]
    [InlineData("read", "\"conversation\":\"lobby\",\"number\":1e3")]
    [InlineData("read", "\"conversation\":\"lobby\",\"number\":1e999")]
    [InlineData("read", "\"conversation\":\"lobby\",\"number\":-1e999")]
    [InlineData("read", "\"conversation\":\"lobby\",\"number\":9223372036854775808")]
    [InlineData("read", "\"conversation\":\"lobby\",\"number\":NaN")]
    [InlineData("read", "\"conversation\":\"lobby\",\"number\":Infinity")]
    [InlineData("read", "\"conversation\":\"lobby\",\"number\":0x1")]
    [InlineData("read", "\"conversation\":\"lobby\",\"number\":01")]
    [InlineData("read", "\"conversation\":\"lobby\",\"number\":+1")]
    [InlineData("presence", "\"state\":\"offline\"")]
    [InlineData("presence", "\"state\":\"Online\"")]
    [InlineData("presence", "\"state\":1")]
    [InlineData("send", "\"conversation\":\"lobby\",\"clientId\":\"1\",\"upload\":5")]
    [InlineData("send", "\"conversation\":\"lobby\",\"clientId\":\"1\",\"upload\":\"00000000000000000000000077\",\"text\":5")]
    [InlineData("file.set", "\"conversation\":\"lobby\",\"number\":1,\"state\":\"failed\"")]
    [InlineData("file.set", "\"conversation\":\"lobby\",\"number\":1,\"state\":\"there\"")]
    [InlineData("file.set", "\"conversation\":\"lobby\",\"number\":1,\"state\":\"Accepted\"")]
    [InlineData("delete", "\"conversation\":\"lobby\",\"number\":\"1\"")]
    [InlineData("files", "\"conversation\":\"lobby\",\"before\":\"x\"")]
    [InlineData("files", "\"conversation\":\"lobby\",\"before\":\"-1\"")]
    [InlineData("changes", "\"conversation\":\"lobby\",\"after\":\"1\"")]
    [InlineData("share", "\"after\":1")]
    [InlineData("room.create", "\"name\":\"robotics\",\"private\":\"true\"")]
    [InlineData("room.create", "\"name\":\"robotics\",\"private\":1")]
    [InlineData("room.create", "\"name\":{}")]
    [InlineData("find", "\"text\":[\"x\"]")]
    [InlineData("find", "\"text\":\"a\" \"b\"")]
    [InlineData("history", "\"conversation\":\"lobby\",\"before\":\"1\"")]
    [InlineData("search", "\"text\":\"x\",\"before\":12")]
    [InlineData("conversations", "\"after\":12")]
    [InlineData("conversations", "\"limit\":\"10\"")]
    public void A_value_of_the_wrong_kind_is_a_bad_frame(string type, string fields) =>
        Assert.Equal("bad_frame", Refused(Request(type, fields)).Code);

    [Theory]
    [InlineData("conversation", "\"conversation\":\"nowhere\"", "no_such_conversation")]
    [InlineData("send", "\"conversation\":\"\",\"clientId\":\"1\",\"text\":\"x\"", "no_such_conversation")]
    [InlineData("search", "\"text\":\"x\",\"conversation\":\"nowhere\"", "no_such_conversation")]
    [InlineData("direct.open", "\"person\":\"nobody\"", "no_such_person")]
    [InlineData("send", "\"conversation\":\"lobby\",\"clientId\":\"a b\",\"text\":\"x\"", "bad_client_id")]
    [InlineData("send", "\"conversation\":\"lobby\",\"clientId\":\"1\",\"text\":\"\"", "bad_text")]
    [InlineData("send", "\"conversation\":\"lobby\",\"clientId\":\"1\",\"text\":\"a\\u0000b\"", "bad_text")]
    [InlineData("send", "\"conversation\":\"lobby\",\"clientId\":\"1\",\"text\":\"\\ud800\"", "bad_text")]
    [InlineData("send", "\"conversation\":\"lobby\",\"clientId\":\"1\",\"text\":\"\\udc00\\ud800\"", "bad_text")]
    [InlineData("room.create", "\"name\":\"\\ud800\"", "bad_text")]
    [InlineData("room.create", "\"name\":\"\\u202e\"", "bad_name")]
    [InlineData("room.create", "\"name\":\"\"", "bad_name")]
    [InlineData("send", "\"conversation\":\"lobby\",\"clientId\":\"1\",\"upload\":\"\"", "no_such_file")]
    [InlineData("send", "\"conversation\":\"lobby\",\"clientId\":\"1\",\"upload\":\"../../../../etc/passwd0000\"", "no_such_file")]
    [InlineData("send", "\"conversation\":\"lobby\",\"clientId\":\"1\",\"upload\":\"00000000000000000000000077\",\"text\":\"a\\u0000b\"", "bad_text")]
    [InlineData("changes", "\"conversation\":\"lobby\",\"after\":-1", "bad_range")]
    [InlineData("changes", "\"conversation\":\"lobby\",\"after\":1,\"limit\":201", "bad_range")]
    [InlineData("files", "\"conversation\":\"lobby\",\"before\":0", "bad_range")]
    [InlineData("files", "\"conversation\":\"lobby\",\"before\":\"0\"", "bad_range")]
    [InlineData("files", "\"conversation\":\"lobby\",\"limit\":0", "bad_range")]
    [InlineData("search", "\"text\":\" \"", "bad_text")]
    [InlineData("search", "\"text\":\"x\",\"before\":\"0\"", "bad_range")]
    [InlineData("search", "\"text\":\"x\",\"before\":\"x\"", "bad_range")]
    [InlineData("search", "\"text\":\"x\",\"before\":\" 12 \"", "bad_range")]
    [InlineData("history", "\"conversation\":\"lobby\",\"before\":0", "bad_range")]
    [InlineData("history", "\"conversation\":\"lobby\",\"after\":-1", "bad_range")]
    [InlineData("history", "\"conversation\":\"lobby\",\"around\":0", "bad_range")]
    [InlineData("history", "\"conversation\":\"lobby\",\"before\":5,\"after\":1", "bad_range")]
    [InlineData("history", "\"conversation\":\"lobby\",\"limit\":0", "bad_range")]
    [InlineData("history", "\"conversation\":\"lobby\",\"limit\":201", "bad_range")]
    [InlineData("history", "\"conversation\":\"lobby\",\"limit\":1000000000", "bad_range")]
    [InlineData("people", "\"limit\":4294967297", "bad_range")]
    [InlineData("people", "\"limit\":-1", "bad_range")]
    public void A_value_out_of_range_is_refused_by_its_own_code(string type, string fields, string code) =>
        Assert.Equal(code, Refused(Request(type, fields)).Code);

    [Fact]
    public void A_type_that_is_not_known_is_refused_by_name()
    {
        Assert.Equal(Refusals.UnknownType("dance"), Refused(Request("dance")));
        Assert.Equal(Refusals.UnknownType("Ping"), Refused(Request("Ping")));
        Assert.Equal("bad_frame", Refused("{\"id\":\"7\"}").Code);
        Assert.Equal("bad_frame", Refused("{\"id\":\"7\",\"type\":1}").Code);
    }

    [Fact]
    public void The_id_of_a_refused_request_is_told()
    {
        Assert.False(Read(Request("dance"), out var id, out _, out _));
        Assert.Equal("7", id);
    }

    [Theory]
    [InlineData("{\"type\":\"ping\"}")]
    [InlineData("{\"type\":\"ping\",\"id\":\"\"}")]
    [InlineData("{\"type\":\"ping\",\"id\":7}")]
    [InlineData("{\"type\":\"ping\",\"id\":null}")]
    public void A_request_without_an_id_is_a_bad_frame(string json)
    {
        Assert.False(Read(json, out var id, out _, out var refusal));
        Assert.Null(id);
        Assert.Equal("bad_frame", refusal!.Code);
    }

    [Fact]
    public void An_id_has_up_to_64_characters_and_not_65()
    {
        Assert.True(Read($"{{\"type\":\"ping\",\"id\":\"{new string('i', 64)}\"}}", out _, out _, out _));
        Assert.False(Read($"{{\"type\":\"ping\",\"id\":\"{new string('i', 65)}\"}}", out _, out _, out _));
    }

    [Fact]
    public void A_query_has_up_to_200_characters_and_not_201()
    {
        Assert.True(Read(Request("search", $"\"text\":\"{new string('x', 200)}\""), out _, out _, out _));
        Assert.Equal("text_too_long", Refused(Request("search", $"\"text\":\"{new string('x', 201)}\"")).Code);
        Assert.Equal("text_too_long", Refused(Request("find", $"\"text\":\"{new string('x', 201)}\"")).Code);
    }

    [Fact]
    public void A_text_has_up_to_8000_characters_and_not_8001()
    {
        Assert.True(
            Read(Request("send", $"\"conversation\":\"lobby\",\"clientId\":\"1\",\"text\":\"{Repeat("😀", 8000)}\""), out _, out _, out _));
        Assert.Equal(
            "text_too_long",
            Refused(Request("send", $"\"conversation\":\"lobby\",\"clientId\":\"1\",\"text\":\"{Repeat("😀", 8001)}\"")).Code);
    }

    internal static bool Read(string json, out string? id, out Command? command, out Refusal? refusal) =>
        RequestReader.TryRead(Encoding.UTF8.GetBytes(json), out id, out command, out refusal);

    internal static Refusal Refused(string json)
    {
        Assert.False(Read(json, out _, out var command, out var refusal));
        Assert.Null(command);
        return refusal!;
    }

    internal static string TypeOf(string json) => json.Split('"')[3];

    static string Repeat(string sign, int count) => string.Concat(Enumerable.Repeat(sign, count));
}
