using System.Numerics;

namespace ChatBox.Protocol.Text;

// The message that a reader is gathering: its fields so far, or why it will be none.
sealed class TextDraft
{
    readonly string?[] values = new string?[6];
    TextFields present;
    TextFields first;

    // Whether this client writes m before t. Learnt from its requests, as it matters only where m is left out.
    bool textLeads;

    public int Size { get; set; }

    public TextRejection? Rejection { get; private set; }

    // The rejection was told already; what is left only has to find its end.
    public bool Told { get; set; }

    // Rejected, and no field of a message: it ends where the next field begins.
    public bool Junk { get; set; }

    public bool Complete { get; private set; }

    public bool IsEmpty => present == 0 && Rejection is null;

    public bool HasFields => present != 0;

    public TextFields MayFollow => TextRequests.MayFollow(present, Value(TextFields.Request));

    public bool Has(TextFields key) => (present & key) != 0;

    public bool BeganWith(TextFields key) => first == key;

    public void Put(TextFields key, string? value)
    {
        values[Slot(key)] = value;
        Learn(key);
        if (present == 0) first = key;
        present |= key;
        Complete = TextRequests.Complete(present, Value(TextFields.Request), textLeads);
    }

    // The first reason is the one that is told.
    public void Reject(TextRejection rejection) => Rejection ??= rejection;

    public TextFrame ToFrame() => Rejection is { } rejection
        ? new(null, rejection)
        : new(new TextMessage
        {
            Message = Value(TextFields.Message),
            Sender = Value(TextFields.Sender),
            Recipient = Value(TextFields.Recipient),
            Request = Value(TextFields.Request),
            Response = Value(TextFields.Response),
            Sequence = Value(TextFields.Sequence),
        }, null);

    public void Clear()
    {
        Array.Clear(values);
        present = first = 0;
        Size = 0;
        Rejection = null;
        Told = Junk = Complete = false;
    }

    void Learn(TextFields key)
    {
        var both = key | present;
        if (!both.HasFlag(TextFields.Message | TextFields.Request) || key is not (TextFields.Message or TextFields.Request)) return;
        if (Value(TextFields.Request) is { } request && TextRequests.NeededBy(request).HasFlag(TextFields.Message))
            textLeads = key == TextFields.Request;
    }

    string? Value(TextFields key) => values[Slot(key)];

    static int Slot(TextFields key) => BitOperations.TrailingZeroCount((int)key);
}
