using System.Globalization;

namespace ChatBox.Server.Files;

/// <summary>
/// Sizes as people write them: <c>500</c>, <c>64 KiB</c>, <c>10GB</c>. KB, MB, GB and TB count in thousands, KiB, MiB, GiB and TiB in
/// 1,024.
/// </summary>
static class ByteSize
{
    public const long KiB = 1024;
    public const long MiB = 1024 * KiB;
    public const long GiB = 1024 * MiB;

    static readonly (string Unit, long Bytes)[] Units =
    [
        ("KiB", KiB), ("MiB", MiB), ("GiB", GiB), ("TiB", 1024 * GiB),
        ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000),
        ("B", 1), ("", 1),
    ];

    /// <summary>Whole numbers only, and nothing that does not fit a <see cref="long"/>.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        var trimmed = text.Trim();
        var (unit, factor) = Units.First(one => trimmed.EndsWith(one.Unit, StringComparison.OrdinalIgnoreCase));
        var digits = trimmed[..(trimmed.Length - unit.Length)].TrimEnd();
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        if (number > long.MaxValue / factor) return false;
        bytes = number * factor;
        return true;
    }
}
