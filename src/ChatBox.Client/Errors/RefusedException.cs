namespace ChatBox.Client;

/// <summary>
/// The server answered, and the answer is no. Asking again in the same way gives the same answer, unless the code says otherwise.
/// </summary>
/// <param name="code">One of the error codes of docs/protocol.md; it never changes its meaning.</param>
/// <param name="message">The server's own sentence. It comes from elsewhere: escape it before it reaches a terminal.</param>
public sealed class RefusedException(string code, string message) : ChatException(message)
{
    /// <summary>One of the error codes of docs/protocol.md, such as <c>name_taken</c>.</summary>
    public string Code { get; } = code;
}
