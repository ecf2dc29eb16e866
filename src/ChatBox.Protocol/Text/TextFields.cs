namespace ChatBox.Protocol.Text;

/// <summary>The six fields of a message, in the order in which they are written.</summary>
[Flags]
public enum TextFields
{
    None = 0,

    /// <summary><c>m</c>: the text, the file's name, the answer.</summary>
    Message = 1,

    /// <summary><c>s</c>: who sends.</summary>
    Sender = 2,

    /// <summary><c>r</c>: whom it is for.</summary>
    Recipient = 4,

    /// <summary><c>t</c>: what is asked.</summary>
    Request = 8,

    /// <summary><c>p</c>: what is answered.</summary>
    Response = 16,

    /// <summary><c>q</c>: the client's own number, repeated in the answer.</summary>
    Sequence = 32,
}
