using ChatBox.Core;
using ChatBox.Protocol.Text;

namespace ChatBox.Server.Doors.Text;

/// <summary>What a request came to, in the words of the wire: <c>p</c> and <c>m</c> of its answer.</summary>
readonly record struct TextReply(string Response, string Message)
{
    public static TextReply Error(Refusal refusal) => new(TextWords.Error, refusal.ToString());

    /// <summary>An exchange that fails says so in its own answer; a limit passed, or a server that cannot, says which.</summary>
    public static TextReply Failed(string response, Refusal refusal) =>
        refusal.Kind is RefusalKind.TooLarge or RefusalKind.TooMany or RefusalKind.Unavailable
            ? Error(refusal)
            : new(response, TextWords.False);

    public static TextReply Error(TextRejection rejection) => Error(RefusalOf(rejection));

    public static Refusal RefusalOf(TextRejection rejection) => rejection switch
    {
        TextRejection.BadFrame => Refusals.BadFrame(
            "A message is fields like <s:NAME><t:connect>, each at most once. Write < > & in a value as &lt; &gt; &amp;."),
        TextRejection.UnknownField => Refusals.UnknownField("?") with
        {
            Message = "The keys are m, s, r, t, p and q. Leave the other field out.",
        },
        TextRejection.BadUtf8 => Refusals.BadUtf8,
        TextRejection.TooLarge => Refusals.TooLarge,
        TextRejection.NotHttp => Refusals.NotHttp,
        _ => throw new ArgumentOutOfRangeException(nameof(rejection), rejection, null),
    };

    public static TextMessage Received(string sender, string text, string recipient) =>
        new() { Message = text, Sender = sender, Recipient = recipient, Response = TextWords.MessageReceived };

    public TextMessage ToMessage(string server, string recipient, string? sequence) =>
        new() { Message = Message, Sender = server, Recipient = recipient, Response = Response, Sequence = sequence };
}
