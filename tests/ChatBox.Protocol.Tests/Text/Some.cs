using System.Text;
using ChatBox.Protocol.Text;

namespace ChatBox.Protocol.Tests.Text;

// Messages, as clients write them.
static class Some
{
    public static TextFrame Frame(TextMessage message) => new(message, null);

    public static TextFrame Rejected(TextRejection rejection) => new(null, rejection);

    public static TextMessage ToServer(string request, string? file = null, string? recipient = "server:127.0.0.1") =>
        new() { Sender = "alice", Recipient = recipient, Request = request, Message = file };

    public static TextMessage Post(string text, string to = "all") =>
        new() { Sender = "alice", Recipient = to, Request = TextWords.MessageRequest, Message = text };

    // In the order of the old documentation: s, r, t, m, q.
    public static string AsDocumented(TextMessage message) =>
        Field('s', message.Sender) + Field('r', message.Recipient) + Field('t', message.Request) + Field('m', message.Message) + Field('q', message.Sequence);

    // In the order and the spelling of the captures: m, s, r, t, q with doubled brackets.
    public static string AsCaptured(TextMessage message) =>
        (Field('m', message.Message) + Field('s', message.Sender) + Field('r', message.Recipient) + Field('t', message.Request) + Field('q', message.Sequence))
        .Replace("<", "<<", StringComparison.Ordinal).Replace(">", ">>", StringComparison.Ordinal);

    public static string Value(string value)
    {
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        TextValue.Encode(value, bytes);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    // Any request that a client of one kind sends; old clients leave out the r of requests to the server.
    public static TextMessage Request(Random random, bool captured, bool numbered)
    {
        var message = random.Next(6) switch
        {
            0 => ToServer(TextWords.Connect),
            1 => ToServer(TextWords.Disconnect),
            2 => ToServer(TextWords.GetUserList),
            3 => ToServer(TextWords.GetFile),
            4 => ToServer(TextWords.Download, Words(random)),
            _ => Post(Words(random), random.Next(2) == 0 ? "all" : Words(random)),
        };
        if (captured && message.Request != TextWords.MessageRequest) message = message with { Recipient = null };
        return numbered ? message with { Sequence = $"{random.Next(100)}" } : message;
    }

    public static string Words(Random random)
    {
        string[] pieces = ["hi", "", " ", "<", ">", ">>", "<<", "&", "&amp;", "<s:admin>", "\n", "\r\n", "ü", "漢字", "😀", "'", ":", "/", "\0", "\u2028", "x", "&#10;"];
        return string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => pieces[random.Next(pieces.Length)]));
    }

    static string Field(char key, string? value) => value is null ? "" : $"<{key}:{Value(value)}>";
}
