using System.Text;

namespace ChatBox.Rdt.Packets;

/// <summary>Names that come from the other side. They are labels only; what could be taken for a path is refused all the same.</summary>
static class FileNames
{
    public static bool IsPlain(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty || utf8.Length > Wire.MaxNameBytes || utf8.SequenceEqual("."u8) || utf8.SequenceEqual(".."u8) || !Utf8.IsValid(utf8)) return false;
        while (!utf8.IsEmpty)
        {
            Rune.DecodeFromUtf8(utf8, out var rune, out var used);
            if (Rune.IsControl(rune) || rune.Value is '/' or '\\' or ':') return false;
            utf8 = utf8[used..];
        }

        return true;
    }
}
