using System.Text;
using ChatBox.Protocol.Text;

namespace ChatBox.Protocol.Tests.Text;

// What a reader makes of bytes that arrive in given pieces.
static class Reading
{
    // The pieces come one close upon the other; the bytes end after the last.
    public static List<TextFrame> Glued(TextFrameReader reader, params IEnumerable<byte[]> pieces)
    {
        var frames = new List<TextFrame>();
        foreach (var piece in pieces) Feed(reader, piece, frames);
        while (reader.TryEndSegment(out var frame)) frames.Add(frame);
        return frames;
    }

    // Each piece comes alone: nothing follows it for a while.
    public static List<TextFrame> Apart(TextFrameReader reader, params IEnumerable<byte[]> pieces) =>
        [.. pieces.SelectMany(piece => Glued(reader, piece))];

    public static List<TextFrame> Whole(string text) => Glued(new TextFrameReader(), Bytes(text));

    public static List<TextFrame> Lines(string text)
    {
        var reader = new TextFrameReader();
        Glued(reader, Bytes("<s:alice><t:connect>\n"));
        return Glued(reader, Bytes(text));
    }

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static IEnumerable<byte[]> OneByOne(byte[] bytes) => bytes.Select(b => new[] { b });

    public static IEnumerable<byte[]> CutAt(byte[] bytes, params IEnumerable<int> cuts)
    {
        var from = 0;
        foreach (var cut in cuts.Append(bytes.Length).Order())
        {
            yield return bytes[from..cut];
            from = cut;
        }
    }

    static void Feed(TextFrameReader reader, ReadOnlySpan<byte> bytes, List<TextFrame> frames)
    {
        while (reader.TryRead(ref bytes, out var frame)) frames.Add(frame);
        Assert.True(bytes.IsEmpty);
    }
}
