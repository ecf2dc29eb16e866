using System.Globalization;
using System.Text;
using ChatBox.Core.Files;

namespace ChatBox.Client.Files;

/// <summary>
/// From a name that a server gave to one that is a name here and nothing else: no path, no flag, no hidden file, no device. A server of ours
/// gives no others; this is for one that is not.
/// </summary>
static class SafeNames
{
    const string Nameless = "file";

    // Room below the 255 bytes of most file systems for what stands behind a part.
    const int MaxBytes = 200;
    const int MaxEndingBytes = 20;

    public static string Of(string name)
    {
        var kept = new StringBuilder();
        foreach (var rune in name[(name.LastIndexOfAny(['/', '\\']) + 1)..].EnumerateRunes())
            kept.Append(Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Surrogate ? "_" : rune.ToString());
        var safe = FileName.Restore(Shortened(kept.ToString())).ForSaving();
        return safe.Trim('_').Length == 0 ? Nameless : safe;
    }

    /// <summary>What is too long loses its middle part: the ending tells what kind of file it is.</summary>
    static string Shortened(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) <= MaxBytes) return text;
        var ending = Path.GetExtension(text);
        if (Encoding.UTF8.GetByteCount(ending) > MaxEndingBytes) ending = "";
        var (stem, room) = (new StringBuilder(), MaxBytes - Encoding.UTF8.GetByteCount(ending));
        foreach (var rune in text.EnumerateRunes())
        {
            room -= rune.Utf8SequenceLength;
            if (room < 0) break;
            stem.Append(rune.ToString());
        }

        return stem.Append(ending).ToString();
    }
}
