using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using ChatBox.Core;
using ChatBox.Core.Files;

namespace ChatBox.Server.Doors.Web.Files;

/// <summary>
/// What the sender tells of a file, in the header Upload-Metadata. All of it may be left out; what is not known here is passed over.
/// </summary>
sealed record UploadMetadata
{
    const string NameKey = "filename";
    const string TypeKey = "filetype";
    const string HashKey = "sha256";
    const string WidthKey = "width";
    const string HeightKey = "height";

    // The longest name is 255 bytes; the header itself is bounded by the limit of all headers.
    const int MaxPairs = 32;
    const int MaxPixels = 65_535;

    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public FileName Name { get; private init; } = FileName.Unnamed;

    /// <summary>The sender's word, as it came.</summary>
    public string? Type { get; private init; }

    /// <summary>The SHA-256 of the whole, where the sender knew it from the start.</summary>
    public byte[]? Sha256 { get; private init; }

    /// <summary>Pixels, both or neither.</summary>
    public int? Width { get; private init; }

    public int? Height { get; private init; }

    /// <summary>As a client that continues reads it back from HEAD.</summary>
    public static string Format(FileName name, string type) => $"{NameKey} {Encoded(name.Text)},{TypeKey} {Encoded(type)}";

    // Upload-Metadata = [ key [ SP base64 ] *( "," key [ SP base64 ] ) ]
    public static bool TryParse(string header, [NotNullWhen(true)] out UploadMetadata? metadata, [NotNullWhen(false)] out Refusal? refusal)
    {
        metadata = null;
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        refusal = header.Length == 0 ? null : ReadPairs(header, values);
        if (refusal is not null) return false;
        var name = FileName.Unnamed;
        if (values.TryGetValue(NameKey, out var text) && !FileName.TryParse(text, out name, out refusal)) return false;
        if (!TryHash(values, out var sha256)
            || !TryPixels(values, WidthKey, out var width)
            || !TryPixels(values, HeightKey, out var height))
        {
            refusal = Refusals.BadUpload($"In Upload-Metadata sha256 is 64 hexadecimal digits, width and height are 1 to {MaxPixels}.");
            return false;
        }

        var isImage = width is not null && height is not null;
        metadata = new UploadMetadata
        {
            Name = name,
            Type = values.GetValueOrDefault(TypeKey),
            Sha256 = sha256,
            Width = isImage ? width : null,
            Height = isImage ? height : null,
        };
        return true;
    }

    /// <summary>64 hexadecimal digits in either case.</summary>
    public static byte[]? HashOf(string? hex) => hex is { Length: 64 } && hex.All(char.IsAsciiHexDigit) ? Convert.FromHexString(hex) : null;

    static Refusal? ReadPairs(string header, Dictionary<string, string> values)
    {
        var pairs = header.Split(',');
        if (pairs.Length > MaxPairs) return Refusals.BadUpload($"Upload-Metadata has at most {MaxPairs} keys.");
        foreach (var pair in pairs)
        {
            var parts = pair.Trim(' ').Split(' ');
            var isKnown = parts[0] is NameKey or TypeKey or HashKey or WidthKey or HeightKey;
            var value = "";
            // What is not known here may be anything.
            if (parts.Length > 2 || parts[0].Length == 0 || (isKnown && !TryDecode(parts.Length == 2 ? parts[1] : "", out value)))
                return Refusals.BadUpload("Upload-Metadata is keys, each with its value in base64 of UTF-8, and commas between.");
            if (!values.TryAdd(parts[0], value)) return Refusals.BadUpload("Upload-Metadata has a key twice.");
        }

        return null;
    }

    static bool TryDecode(string base64, out string text)
    {
        text = "";
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var written)) return false;
        try
        {
            text = Strict.GetString(bytes, 0, written);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    static bool TryHash(Dictionary<string, string> values, out byte[]? hash)
    {
        hash = null;
        return !values.TryGetValue(HashKey, out var hex) || (hash = HashOf(hex)) is not null;
    }

    static bool TryPixels(Dictionary<string, string> values, string key, out int? pixels)
    {
        pixels = null;
        if (!values.TryGetValue(key, out var text)) return true;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        if (number is < 1 or > MaxPixels) return false;
        pixels = number;
        return true;
    }

    static string Encoded(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
