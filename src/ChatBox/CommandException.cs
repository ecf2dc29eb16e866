namespace ChatBox;

/// <summary>
/// A command cannot go on, for a reason of its own rather than the server's. The message is one line for the person who typed it.
/// </summary>
sealed class CommandException(int exitCode, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public int ExitCode { get; } = exitCode;
}
