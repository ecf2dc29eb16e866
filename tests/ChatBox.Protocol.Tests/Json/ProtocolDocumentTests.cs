using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChatBox.Core;
using ChatBox.Core.Files;
using ChatBox.Protocol.Json;

namespace ChatBox.Protocol.Tests.Json;

public class ProtocolDocumentTests
{
    static readonly JsonSerializerOptions Strict =
        new(WireJson.Context.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    [Fact]
    public void Every_type_of_request_is_documented_and_no_other() =>
        Assert.Equal(RequestReader.Types.ToHashSet(), Requests().Select(request => request.Type).ToHashSet());

    [Fact]
    public void Every_field_of_a_request_is_documented_and_no_other()
    {
        var words = typeof(RequestWords).GetFields().Select(word => (string)word.GetRawConstantValue()!).ToHashSet();
        foreach (var (type, fields) in Requests())
        {
            var examples = RequestExamples.All.Where(example => RequestReaderTests.TypeOf(example.Json) == type);
            var used = examples.SelectMany(
                example => JsonDocument.Parse(example.Json).RootElement.EnumerateObject()).Select(member => member.Name).ToHashSet();
            Assert.Equal(used.Except(["type", "id"]).Order(), ProtocolDocument.Words(fields).Where(words.Contains).Order());
        }
    }

    [Fact]
    public void Every_event_is_documented_and_no_other() => Assert.Equal(
        WireJsonTests.FrameTypes.Select(type => type.Word).Except(["ok", "error"]).ToHashSet(),
        ProtocolDocument.Rows("### Events").SelectMany(row => ProtocolDocument.Words(row[0])).ToHashSet());

    [Fact]
    public void Every_step_of_a_file_is_documented_and_no_other()
    {
        var rows = ProtocolDocument.Rows("## Files").Where(row => row.Length == 4).ToDictionary(row => row[0].Trim('`'), row => row);
        var words = Enum.GetValues<FileState>().ToDictionary(FileWords.Of);
        Assert.Equal(words.Keys.Order(), rows.Keys.Order());
        foreach (var (word, to) in words.Where(state => state.Value > FileState.Offered))
        {
            var actor = rows[word][2] switch { "the other" => FileActor.Other, "the sender" => FileActor.Sender, _ => FileActor.Server };
            var from = ProtocolDocument.Words(rows[word][1]).Select(name => words[name]).ToHashSet();
            // Staying is said below the table.
            foreach (var state in words.Values.Where(state => state != to))
                Assert.Equal(from.Contains(state), FileStates.CanGo(state, to, actor, isReady: true));
            Assert.Equal(
                rows[word][1].Contains("when ready", StringComparison.Ordinal),
                !from.Any(state => FileStates.CanGo(state, to, actor, isReady: false)));
            foreach (var other in Enum.GetValues<FileActor>().Where(one => one != actor))
                Assert.DoesNotContain(words.Values, state => FileStates.CanGo(state, to, other, isReady: true));
        }
    }

    [Fact]
    public void Every_error_code_is_documented_with_its_status_and_no_other()
    {
        var documented = ProtocolDocument.Rows("## Error codes").ToDictionary(row => row[0].Trim('`'), row => row[1]);
        var known = EveryRefusal().GroupBy(refusal => refusal.Code)
            .ToDictionary(group => group.Key, group => StatusOf(Assert.Single(group.Select(refusal => refusal.Kind).Distinct())));
        Assert.Equal(known.Keys.Order(), documented.Keys.Order());
        Assert.All(
            known,
            code => Assert.StartsWith(code.Value.ToString(CultureInfo.InvariantCulture), documented[code.Key], StringComparison.Ordinal));
    }

    [Fact]
    public void Every_refusal_says_what_in_whole_sentences()
    {
        foreach (var refusal in EveryRefusal().Where(refusal => refusal.Message != "x"))
        {
            Assert.Matches("^[a-z0-9]+(_[a-z0-9]+)*$", refusal.Code);
            Assert.Matches(@"^[A-Z][\s\S]*\.$", refusal.Message);
        }
    }

    [Fact]
    public void Every_example_of_a_request_can_be_read()
    {
        var examples = ProtocolDocument.Lines.Where(line => line.StartsWith("> {", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(examples);
        foreach (var example in examples)
        {
            RequestReaderTests.Read(example[2..], out var id, out _, out var refusal);
            Assert.NotNull(id);
            // The one example of a refusal is of a conversation that does not exist.
            Assert.True(refusal is null || refusal == Refusals.NoSuchConversation, $"{example}: {refusal}");
        }
    }

    [Fact]
    public void Every_request_has_an_example_with_its_answer()
    {
        List<string> types = [];
        foreach (var (request, answer) in ProtocolDocument.Examples.Zip(ProtocolDocument.Examples.Skip(1)))
        {
            if (!request.StartsWith("> {", StringComparison.Ordinal)) continue;
            types.Add(RequestReaderTests.TypeOf(request));
            Assert.True(RequestReaderTests.Read(request[2..], out var id, out _, out var refusal), $"{request}: {refusal}");
            Assert.Equal(id, Assert.IsType<OkFrame>(JsonSerializer.Deserialize<ServerFrame>(answer[2..], Strict)).Id);
        }

        Assert.Equal(RequestReader.Types.Order(), types.Order());
    }

    [Fact]
    public void Every_event_has_an_example() => Assert.Equal(
        WireJsonTests.FrameTypes.Select(type => type.Frame).Except([typeof(OkFrame), typeof(ErrorFrame)]).ToHashSet(),
        ProtocolDocument.Examples.Where(line => line.StartsWith("< {", StringComparison.Ordinal))
            .Select(line => JsonSerializer.Deserialize<ServerFrame>(line[2..], Strict)!.GetType()).Except([typeof(OkFrame)]).ToHashSet());

    [Fact]
    public void Every_example_of_an_answer_is_a_frame_of_known_members()
    {
        var examples = ProtocolDocument.Lines.Where(line => line.StartsWith("< {", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(examples);
        foreach (var example in examples)
        {
            var frame = JsonSerializer.Deserialize<ServerFrame>(ProtocolDocument.WithoutDots(example[2..]), Strict)!;
            Assert.NotEqual(typeof(ServerFrame), frame.GetType());
            if (frame is ErrorFrame error)
                Assert.Contains(EveryRefusal(), refusal => (refusal.Code, refusal.Message) == (error.Code, error.Message));
        }
    }

    [Theory]
    [InlineData(typeof(PersonObject), "**person**")]
    [InlineData(typeof(MessageObject), "**message**")]
    [InlineData(typeof(FileObject), "**file**")]
    [InlineData(typeof(CallObject), "**call**")]
    [InlineData(typeof(ConversationObject), "**conversation**")]
    [InlineData(typeof(ProblemObject), "All paths below")]
    public void Every_example_of_an_object_has_known_members_only(Type type, string beginning)
    {
        var lines = ProtocolDocument.Lines.SkipWhile(line => !line.StartsWith(beginning, StringComparison.Ordinal)).ToList();
        var example = lines[0].Contains("`{", StringComparison.Ordinal)
            ? ProtocolDocument.Words(lines[0]).First()
            : string.Concat(lines.SkipWhile(line => line != "```json").Skip(1).TakeWhile(line => line != "```"));
        Assert.NotNull(JsonSerializer.Deserialize(ProtocolDocument.WithoutDots(example), type, Strict));
        var members = JsonDocument.Parse(ProtocolDocument.WithoutDots(example)).RootElement.EnumerateObject().Select(member => member.Name);
        Assert.Empty(members.Except(Strict.GetTypeInfo(type).Properties.Select(property => property.Name)));
    }

    // Each refusal there is; those with a blank to fill have "x" in it.
    static IEnumerable<Refusal> EveryRefusal()
    {
        const BindingFlags Statics = BindingFlags.Public | BindingFlags.Static;
        var fixedOnes = typeof(Refusals).GetFields(Statics).Select(field => (Refusal)field.GetValue(null)!);
        var made = typeof(Refusals).GetMethods(Statics).Where(method => method.ReturnType == typeof(Refusal))
            .Select(method => (Refusal)method.Invoke(null, [.. method.GetParameters().Select(_ => "x")])!);
        return fixedOnes.Concat(made);
    }

    static IEnumerable<(string Type, string Fields)> Requests() =>
        ProtocolDocument.Rows("## WebSocket").TakeWhile(row => row[0] != "`welcome`")
            .SelectMany(row => ProtocolDocument.Words(row[0]).Select(type => (type, row[1])));

    static int StatusOf(RefusalKind kind) => kind switch
    {
        RefusalKind.BadRequest => 400,
        RefusalKind.NotJoined => 401,
        RefusalKind.NotAllowed => 403,
        RefusalKind.NotFound => 404,
        RefusalKind.Conflict => 409,
        RefusalKind.Gone => 410,
        RefusalKind.TooLarge => 413,
        RefusalKind.TooMany => 429,
        RefusalKind.Unavailable => 503,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
