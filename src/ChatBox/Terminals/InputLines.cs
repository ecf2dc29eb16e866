using System.Runtime.CompilerServices;
using System.Text;
using ChatBox.Core;
using ChatBox.Core.Messages;

namespace ChatBox.Terminals;

/// <summary>Text from a file, a pipe or a keyboard, without ever holding more of it than a message may have.</summary>
static class InputLines
{
    // A code point is one or two chars.
    const int MaxChars = 2 * MessageText.MaxLength;

    /// <summary>Each line that says something, with its number. The last one needs no line break.</summary>
    /// <exception cref="CommandException">It is no UTF-8, or a line is longer than a message may be.</exception>
    public static async IAsyncEnumerable<(int Number, string Text)> ReadLinesAsync(
        Stream input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = Open(input);
        var (line, number, chunk) = (new StringBuilder(), 1, new char[4096]);
        while (await ReadAsync(reader, chunk, cancellationToken) is > 0 and var count)
        {
            for (var i = 0; i < count; i++)
            {
                if (chunk[i] != '\n')
                {
                    line.Append(chunk[i]);
                    if (line.Length > MaxChars + 1)
                        throw new CommandException(ExitCodes.Failed, $"Line {number}: {Refusals.TextTooLong.Message}");
                    continue;
                }

                if (TakeLine(line) is { } text) yield return (number, text);
                number++;
            }
        }

        if (TakeLine(line) is { } last) yield return (number, last);
    }

    /// <summary>Everything up to the end, as one text; a line break at the end is not part of it.</summary>
    /// <exception cref="CommandException">As above.</exception>
    public static async Task<string> ReadWholeAsync(Stream input, CancellationToken cancellationToken)
    {
        using var reader = Open(input);
        var (whole, chunk) = (new StringBuilder(), new char[4096]);
        while (await ReadAsync(reader, chunk, cancellationToken) is > 0 and var count)
        {
            whole.Append(chunk, 0, count);
            if (whole.Length > 2 * MaxChars) throw new CommandException(ExitCodes.Failed, Refusals.TextTooLong.Message);
        }

        return whole.ToString().TrimEnd('\r', '\n');
    }

    static StreamReader Open(Stream input) =>
        new(input, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), leaveOpen: true);

    static string? TakeLine(StringBuilder line)
    {
        var text = line.ToString().TrimEnd('\r');
        line.Clear();
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    static async Task<int> ReadAsync(StreamReader reader, char[] chunk, CancellationToken cancellationToken)
    {
        try
        {
            // Reading a keyboard cannot be cancelled, only no longer be waited for. It may block, so it gets a thread of its own.
            return await Task.Run(() => reader.Read(chunk, 0, chunk.Length), cancellationToken).WaitAsync(cancellationToken);
        }
        catch (DecoderFallbackException e)
        {
            throw new CommandException(ExitCodes.Failed, "The input is not UTF-8 text.", e);
        }
    }
}
