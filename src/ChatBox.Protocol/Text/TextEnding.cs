namespace ChatBox.Protocol.Text;

/// <summary>What ends a message of a connection. The end of the first message decides it.</summary>
public enum TextEnding
{
    /// <summary>No message has ended yet.</summary>
    Undecided,

    /// <summary>Nothing but the next message or the end of the bytes at hand. Answers go in a segment each, apart in time.</summary>
    Spaced,

    /// <summary>A newline (LF or CRLF), and only that. Answers end in LF.</summary>
    Lines,
}
