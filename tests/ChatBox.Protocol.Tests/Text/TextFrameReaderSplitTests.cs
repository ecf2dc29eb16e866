using ChatBox.Protocol.Text;
using FsCheck;
using FsCheck.Fluent;
using static ChatBox.Protocol.Tests.Text.Reading;

namespace ChatBox.Protocol.Tests.Text;

// T4: however the bytes of a client are cut, they read the same.
public class TextFrameReaderSplitTests
{
    const int Seeds = 2_000;

    [Theory]
    [InlineData("", false)]
    [InlineData("", true)]
    [InlineData("\n", false)]
    [InlineData("\n", true)]
    [InlineData("\r\n", false)]
    public void Any_cut_reads_the_same(string end, bool captured)
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var random = new Random(seed);
            var messages = Enumerable.Range(0, random.Next(1, 8)).Select(_ => Some.Request(random, captured, random.Next(2) == 0)).ToList();
            var bytes = Bytes(string.Concat(messages.Select(m => (captured ? Some.AsCaptured(m) : Some.AsDocumented(m)) + end)));
            var expected = messages.Select(Some.Frame).ToList();
            Same(seed, expected, Glued(new(), bytes));
            Same(seed, expected, Glued(new(), OneByOne(bytes)));
            Same(seed, expected, Glued(new(), CutAt(bytes, Cuts(random, bytes))));
        }
    }

    // Where nothing follows for a while the message is taken, so what may still belong to it comes before what it needs.
    [Theory]
    [InlineData("", false)]
    [InlineData("", true)]
    [InlineData("\n", false)]
    [InlineData("\n", true)]
    [InlineData("\r\n", false)]
    public void Any_cut_with_a_pause_at_each_reads_the_same(string end, bool captured)
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var random = new Random(seed);
            var messages = Enumerable.Range(0, random.Next(1, 8)).Select(_ => Some.Request(random, captured, numbered: false)).ToList();
            var bytes = Bytes(string.Concat(messages.Select(m => (captured ? Some.AsCaptured(m) : Some.AsDocumented(m)) + end)));
            var expected = messages.Select(Some.Frame).ToList();
            var reader = new TextFrameReader();
            Same(seed, expected, Apart(reader, OneByOne(bytes)));
            Assert.Equal(end.Length == 0 ? TextEnding.Spaced : TextEnding.Lines, reader.Ending);
            Same(seed, expected, Apart(new(), CutAt(bytes, Cuts(random, bytes))));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    public void A_message_cut_at_every_byte_reads_the_same(string end)
    {
        var random = new Random(7);
        for (var run = 0; run < 50; run++)
        {
            var message = Some.Request(random, captured: run % 2 == 0, numbered: false);
            var bytes = Bytes((run % 2 == 0 ? Some.AsCaptured(message) : Some.AsDocumented(message)) + end);
            for (var cut = 0; cut <= bytes.Length; cut++)
                Assert.Equal([Some.Frame(message)], Apart(new(), CutAt(bytes, cut)));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    public void A_hundred_messages_in_one_read_are_a_hundred(string end)
    {
        var random = new Random(11);
        var messages = Enumerable.Range(0, 100).Select(_ => Some.Request(random, captured: false, numbered: true)).ToList();
        Assert.Equal(messages.Select(Some.Frame), Glued(new(), Bytes(string.Concat(messages.Select(m => Some.AsDocumented(m) + end)))));
    }

    // Bytes that mean nothing are cut as well: what is rejected may differ only where a pause ends it.
    [Fact]
    public void Any_bytes_cut_without_a_pause_read_the_same()
    {
        string[] pieces = ["<", ">", "<<", ">>", "s", ":", "<s:a>", "<t:connect>", "<<t:connect>>", "<r:all>", "<m:hi>", "<q:1>", "<r:server:1>", "<x:1>", "\n", "\r", " ", "x", "&lt;", "GET ", "\u0080"];
        for (var seed = 1; seed <= 20_000; seed++)
        {
            var random = new Random(seed);
            var bytes = Bytes(string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => pieces[random.Next(pieces.Length)])));
            var whole = Glued(new(), bytes);
            Same(seed, whole, Glued(new(), OneByOne(bytes)));
            Same(seed, whole, Glued(new(), CutAt(bytes, Cuts(random, bytes))));
        }
    }

    // The same by FsCheck, which makes what fails as short as it can.
    [Fact]
    public void Any_texts_cut_anywhere_read_the_same() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(
            (from texts in ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => Some.Value(text.Get)).NonEmptyListOf()
             from end in Gen.Elements("", "\n")
             from cuts in ArbMap.Default.GeneratorFor<uint>().ListOf()
             let bytes = Bytes(string.Concat(texts.Select(text => $"<s:a><r:all><t:message_request><m:{text}>{end}")))
             select (Bytes: bytes, texts.Count, cuts)).ToArbitrary(),
            run =>
            {
                var whole = Glued(new(), run.Bytes);
                var cut = Glued(new(), CutAt(run.Bytes, run.cuts.Select(cut => (int)(cut % (run.Bytes.Length + 1)))));
                return whole.Count == run.Count && whole.SequenceEqual(cut) && whole.SequenceEqual(Glued(new(), OneByOne(run.Bytes)));
            }));

    static List<int> Cuts(Random random, byte[] bytes) =>
        Enumerable.Range(0, random.Next(10)).Select(_ => random.Next(bytes.Length + 1)).ToList();

    static void Same(int seed, List<TextFrame> expected, List<TextFrame> actual)
    {
        if (!expected.SequenceEqual(actual))
            Assert.Fail($"seed {seed}: expected {string.Join(", ", expected)}, got {string.Join(", ", actual)}");
    }
}
