using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ChatBox.Terminals;

/// <summary>Where a command reads and writes: data to <paramref name="Output"/>, everything else to <paramref name="Error"/>.</summary>
/// <param name="Input">Bytes, UTF-8.</param>
/// <param name="IsInputTyped">Whether somebody types, rather than a program or a file.</param>
/// <param name="Output">Thread-safe; flushed after each line.</param>
/// <param name="Error">Thread-safe; flushed after each line.</param>
/// <param name="HasColor">Whether the output shows more than letters.</param>
/// <param name="Variable">A variable of the environment; null where it is not set.</param>
sealed record Terminal(
    Stream Input, bool IsInputTyped, TextWriter Output, TextWriter Error, bool HasColor, Func<string, string?> Variable)
{
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The output for bytes that are no text; nothing else may be written to <see cref="Output"/> then.</summary>
    public Func<Stream> OutputBytes { get; init; } = OutputStream;

    /// <summary>The last line of stderr, where that is a screen; null where it is a file or a pipe.</summary>
    public StatusLine? Status { get; init; }

    /// <summary>The terminal, pipes or files that the shell gave.</summary>
    public static Terminal OfProcess() => new(
        Console.OpenStandardInput(),
        !Console.IsInputRedirected,
        TextWriter.Synchronized(
            new StreamWriter(OutputStream(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true }),
        Console.Error,
        // https://no-color.org: any value but the empty one.
        !Console.IsOutputRedirected
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") != "dumb",
        Environment.GetEnvironmentVariable)
    {
        Status = Console.IsErrorRedirected || Environment.GetEnvironmentVariable("TERM") == "dumb"
            ? null
            : new StatusLine(Console.Error, StatusLine.WidthOfConsole),
    };

    /// <summary>A line for the person, on stderr. What it quotes from elsewhere cannot touch the terminal.</summary>
    public void Say(string line)
    {
        var text = $"chatbox: {Visible.Line(line)}";
        if (Status is null) Error.WriteLine(text);
        else Status.WriteLine(text);
    }

    static Stream OutputStream()
    {
        if (OperatingSystem.IsWindows()) return Console.OpenStandardOutput();
        // The console's own stream says nothing when the reader of a pipe has gone, and 'chatbox tail | head -1' would never end. For a
        // file it is the right one: it writes where the shell's other commands left off.
        var direct = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return direct.CanSeek ? Console.OpenStandardOutput() : new PipeStream(direct);
    }
}
