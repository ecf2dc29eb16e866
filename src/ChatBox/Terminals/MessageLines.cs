using System.Globalization;
using ChatBox.Core.Files;
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
    public static void Show(this Terminal terminal, MessageObject message, string? label) =>
        terminal.Output.WriteLine($"{Head(terminal, message, label)}: {Body(message)}");

    /// <summary>
    /// A message that was there is another now: <c>2026-11-22 09:30 alice: [file: plan.pdf, 1.2 MB] is verified (message 12)</c>.
    /// </summary>
    public static void ShowChange(this Terminal terminal, MessageObject message, string? label)
    {
        var what = message switch
        {
            { Deleted: true } => "(deleted)",
            { File: { } file } => $"{Of(file)} is {Visible.Line(file.State)}",
            _ => Visible.Text(message.Text),
        };
        terminal.Output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{Head(terminal, message, label)}: {what} (message {message.Number})"));
    }

    static string Head(Terminal terminal, MessageObject message, string? label)
    {
        var time = TimeZoneInfo.ConvertTime(message.Time, terminal.Clock.LocalTimeZone).ToString(
            "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        var place = label is null ? "" : $" [{Visible.Line(label)}]";
        var name = Visible.Line(message.Author.Name);
        if (terminal.HasColor) name = $"{Bold}{name}{Plain}";
        // What the server says of a call is no word of the caller's.
        if (message.Call is not null) name = $"* {name}";
        return $"{time}{place} {name}{(message.Author.Guest ? " (guest)" : "")}";
    }

    static string Body(MessageObject message) => message switch
    {
        { Deleted: true } => "(deleted)",
        { File: { } file, Text: "" } => Of(file) + StateOf(file),
        { File: { } file } => $"{Of(file)}{StateOf(file)} {Visible.Text(message.Text)}",
        _ => Visible.Text(message.Text),
    };

    static string Of(FileObject file) =>
        file.Size is { } size ? $"[file: {Visible.Line(file.Name)}, {FileSize.Of(size)}]" : $"[file: {Visible.Line(file.Name)}]";

    // In rooms a file is simply there, and that need not be said.
    static string StateOf(FileObject file) => file.State == FileWords.There ? "" : $" ({Visible.Line(file.State)})";
}
