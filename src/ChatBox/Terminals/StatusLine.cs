namespace ChatBox.Terminals;

/// <summary>
/// The last line of a screen, which is written over and over, below whatever else is said. It is as wide as the screen at most, so that it
/// stays one line. Thread-safe.
/// </summary>
sealed class StatusLine(TextWriter screen, Func<int> width)
{
    // ECMA-48: to the first column, and erase to the end of the line.
    const string Erase = "\r\u001b[K";

    const int UsualWidth = 80;

    readonly Lock gate = new();
    string shown = "";

    /// <summary>How many columns there are.</summary>
    public int Width => Math.Max(1, width());

    /// <summary>Shows a text in place of the last; empty for none.</summary>
    public void Show(string text)
    {
        lock (gate)
        {
            // The last column stays free: writing there begins a new line on some screens.
            var now = text.Length < Width ? text : text[..(Width - 1)];
            if (now == shown) return;
            screen.Write(Erase + now);
            screen.Flush();
            shown = now;
        }
    }

    /// <summary>A line that stays, above the last one.</summary>
    public void WriteLine(string line)
    {
        lock (gate)
        {
            screen.WriteLine(shown.Length > 0 ? Erase + line : line);
            if (shown.Length > 0) screen.Write(shown);
            screen.Flush();
        }
    }

    public static int WidthOfConsole()
    {
        try
        {
            return Console.WindowWidth is > 0 and var columns ? columns : UsualWidth;
        }
        catch (Exception e) when (e is IOException or PlatformNotSupportedException)
        {
            return UsualWidth;
        }
    }
}
