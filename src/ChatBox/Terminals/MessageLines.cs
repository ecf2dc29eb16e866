using System.Globalization;
using ChatBox.Protocol.Json;

namespace ChatBox.Terminals;

/// <summary>A message for people: <c>2026-11-22 09:30 alice: hello</c>, the time being the reader's own.</summary>
static class MessageLines
{
    const string Bold = "\u001b[1m";
    const string Plain = "\u001b[0m";

    /// <param name="terminal">Where it is shown.</param>
    /// <param name="message">What is shown; nothing in it can touch the terminal.</param>
    /// <param name="label">Which conversation it belongs to; null where that is clear.</param>
    public static void Show(this Terminal terminal, MessageObject message, string? label)
    {
        var time = TimeZoneInfo.ConvertTime(message.Time, terminal.Clock.LocalTimeZone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        var place = label is null ? "" : $" [{Visible.Line(label)}]";
        var name = Visible.Line(message.Author.Name);
        if (terminal.HasColor) name = $"{Bold}{name}{Plain}";
        terminal.Output.WriteLine($"{time}{place} {name}{(message.Author.Guest ? " (guest)" : "")}: {Visible.Text(message.Text)}");
    }
}
