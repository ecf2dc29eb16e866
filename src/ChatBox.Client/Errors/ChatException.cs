namespace ChatBox.Client;

/// <summary>
/// Why a <see cref="ChatClient"/> could not do what it was asked. The message is one sentence or two for the person who waits: what is
/// wrong, and what to do. The leaves say where it went wrong; beside them a client throws <see cref="OperationCanceledException"/>,
/// <see cref="ObjectDisposedException"/> and <see cref="ArgumentException"/> only.
/// </summary>
public abstract class ChatException : Exception
{
    private protected ChatException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
