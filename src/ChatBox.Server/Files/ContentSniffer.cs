using System.Text.Unicode;
using ChatBox.Core.Files;

namespace ChatBox.Server.Files;

/// <summary>
/// What a file is by its first bytes, for the few types that may ever be shown inside a page: nothing in these can run. What they do not
/// tell is the sender's word, where <see cref="MediaTypes"/> believes it. Pure.
/// </summary>
static class ContentSniffer
{
    /// <summary>Bytes of the beginning that are looked at.</summary>
    public const int SampleBytes = 4096;

    /// <param name="sample">The first bytes, up to <see cref="SampleBytes"/>.</param>
    /// <param name="word">What the sender says, with or without parameters; null where it says nothing.</param>
    public static string TypeOf(ReadOnlySpan<byte> sample, string? word)
    {
        if (sample is [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..]) return MediaTypes.Png;
        if (sample is [0xFF, 0xD8, 0xFF, ..]) return MediaTypes.Jpeg;
        if (sample.StartsWith("GIF87a"u8) || sample.StartsWith("GIF89a"u8)) return MediaTypes.Gif;
        if (sample.Length >= 12 && sample.StartsWith("RIFF"u8) && sample[8..12].SequenceEqual("WEBP"u8)) return MediaTypes.Webp;
        if (MediaTypes.SaysText(word)) return IsText(sample) ? MediaTypes.Text : MediaTypes.Bytes;
        return MediaTypes.OfSender(word);
    }

    // UTF-8 without NUL. The sample may end inside a character, of which up to three bytes are there.
    static bool IsText(ReadOnlySpan<byte> sample)
    {
        if (sample.Contains((byte)0)) return false;
        var most = sample.Length == SampleBytes ? 3 : 0;
        for (var cut = 0; cut <= most; cut++)
            if (Utf8.IsValid(sample[..^cut])) return true;
        return false;
    }
}
