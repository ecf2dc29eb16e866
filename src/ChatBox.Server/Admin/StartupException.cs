namespace ChatBox.Server.Admin;

/// <summary>The server cannot start, for a reason the host can do something about.</summary>
/// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="message">One line, to be printed as it is: what is wrong, and what to do.</param>
public sealed class StartupException(int exitCode, string message, Exception? innerException = null)
    : Exception(OneLine(message), innerException)
{
    /// <summary>The exit code of the process.</summary>
    public int ExitCode { get; } = exitCode;

    // Parts of a message can come from the system (a path, the text of an error) and hold a line break.
    static string OneLine(string message) => string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
