namespace ChatBox.Core.Files;

/// <summary>
/// What a file may be said to be. The word of a sender is believed for types that no browser runs; everything else is bytes. The few that
/// are ever shown inside a page are told by their own bytes, never by a word.
/// </summary>
public static class MediaTypes
{
    public const string Bytes = "application/octet-stream";
    public const string Text = "text/plain";
    public const string Png = "image/png";
    public const string Jpeg = "image/jpeg";
    public const string Gif = "image/gif";
    public const string Webp = "image/webp";

    /// <summary>Longer words are no media types; RFC 6838, section 4.2, allows 127 characters on each side.</summary>
    const int MaxLength = 255;

    static readonly HashSet<string> Believed = new(
        [
            "application/pdf", "application/zip", "application/gzip", "application/x-tar", "application/x-7z-compressed",
            "application/vnd.rar", "application/json", "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
            "application/epub+zip",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet",
            "application/vnd.oasis.opendocument.presentation",
            "audio/aac", "audio/flac", "audio/mp4", "audio/mpeg", "audio/ogg", "audio/opus", "audio/wav", "audio/webm", "audio/x-m4a",
            "audio/x-wav",
            "video/mp4", "video/mpeg", "video/ogg", "video/quicktime", "video/webm", "video/x-matroska",
        ],
        StringComparer.Ordinal);

    /// <summary>May stand inside a page: the type was told by the bytes.</summary>
    public static bool IsInline(string type) => type is Png or Jpeg or Gif or Webp or Text;

    /// <summary>
    /// What is kept of a sender's word. One that begins with <c>text/</c> is believed only where the bytes are text: see
    /// <see cref="SaysText"/>.
    /// </summary>
    public static string OfSender(string? word) => Essence(word) is var essence && Believed.Contains(essence) ? essence : Bytes;

    /// <summary>The sender says that it is text of some kind.</summary>
    public static bool SaysText(string? word) => Essence(word).StartsWith("text/", StringComparison.Ordinal);

    // The type without its parameters, RFC 9110, section 8.3.1.
    static string Essence(string? word) => word is { Length: > 0 and <= MaxLength } ? word.Split(';')[0].Trim().ToLowerInvariant() : "";
}
