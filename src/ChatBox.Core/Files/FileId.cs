using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace ChatBox.Core.Files;

/// <summary>Which file: 128 bits at random, so that none can be guessed. Who may read it is asked all the same.</summary>
public readonly record struct FileId(UInt128 Value)
{
    public const int Bytes = 16;

    public override string ToString() => OpaqueId.FormatWide(Value);

    /// <summary>The id of sixteen random bytes.</summary>
    public static FileId Of(ReadOnlySpan<byte> random) => new(BinaryPrimitives.ReadUInt128BigEndian(random));

    public static bool TryParse([NotNullWhen(true)] string? text, out FileId id)
    {
        var parsed = OpaqueId.TryParseWide(text, out var value);
        id = new FileId(value);
        return parsed;
    }
}
