using System.Globalization;

namespace ChatBox.Core.Files;

/// <summary>A number of bytes in words, in powers of a thousand: <c>999 bytes</c>, <c>1.2 MB</c>.</summary>
public static class FileSize
{
    static readonly string[] Units = ["kB", "MB", "GB", "TB", "PB", "EB"];

    public static string Of(long bytes)
    {
        if (bytes < 1000) return bytes == 1 ? "1 byte" : string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes");
        var (value, unit) = (bytes / 1000m, 0);
        // What would be rounded up to 1000 is one of the next.
        while (value >= 999.95m && unit < Units.Length - 1) (value, unit) = (value / 1000, unit + 1);
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {Units[unit]}");
    }
}
