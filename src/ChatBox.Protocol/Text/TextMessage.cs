namespace ChatBox.Protocol.Text;

/// <summary>One message of the text protocol: up to six fields, each at most once. An absent field is <c>null</c>, not empty.</summary>
/// <remarks>Immutable; equal when all fields are equal, by ordinal comparison.</remarks>
public sealed record TextMessage
{
    /// <summary>Field <c>m</c>: the text, the file's name, the answer.</summary>
    public string? Message { get; init; }

    /// <summary>Field <c>s</c>: who sends.</summary>
    public string? Sender { get; init; }

    /// <summary>Field <c>r</c>: whom it is for.</summary>
    public string? Recipient { get; init; }

    /// <summary>Field <c>t</c>: what is asked, a request of <see cref="TextWords"/>.</summary>
    public string? Request { get; init; }

    /// <summary>Field <c>p</c>: what is answered, a response of <see cref="TextWords"/>.</summary>
    public string? Response { get; init; }

    /// <summary>Field <c>q</c>: the client's own number, repeated in the answer.</summary>
    public string? Sequence { get; init; }

    /// <summary>The fields that are there.</summary>
    public TextFields Fields =>
        (Message is null ? 0 : TextFields.Message)
        | (Sender is null ? 0 : TextFields.Sender)
        | (Recipient is null ? 0 : TextFields.Recipient)
        | (Request is null ? 0 : TextFields.Request)
        | (Response is null ? 0 : TextFields.Response)
        | (Sequence is null ? 0 : TextFields.Sequence);
}
