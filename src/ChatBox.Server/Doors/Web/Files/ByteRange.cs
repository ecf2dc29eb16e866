namespace ChatBox.Server.Doors.Web.Files;

/// <summary>What the header Range asks of something that has so many bytes.</summary>
enum RangeAnswer
{
    /// <summary>All of it: there is no range, or none that is to be honoured.</summary>
    Whole,

    /// <summary>The part that is given.</summary>
    Part,

    /// <summary>A range that lies outside, 416.</summary>
    Unsatisfiable,
}

/// <summary>
/// Range of bytes, RFC 9110 section 14.1.2. One range only: several of them, another unit and what is malformed are passed over (section
/// 14.2 allows it), so that a thousand overlapping ranges cost no more than the file itself.
/// </summary>
static class ByteRange
{
    const string Unit = "bytes=";

    // ranges-specifier = "bytes=" ( first-pos "-" [ last-pos ] / "-" suffix-length )
    public static RangeAnswer Read(string? header, long size, out long offset, out long length)
    {
        (offset, length) = (0, size);
        if (header is null || !header.StartsWith(Unit, StringComparison.OrdinalIgnoreCase)) return RangeAnswer.Whole;
        var spec = header.AsSpan(Unit.Length).Trim(" \t");
        var dash = spec.IndexOf('-');
        if (dash < 0 || !TryNumber(spec[..dash], out var first) || !TryNumber(spec[(dash + 1)..], out var last)) return RangeAnswer.Whole;
        if (first is null && last is null) return RangeAnswer.Whole;

        if (first is not { } from)
        {
            // The last so many bytes. Of nothing there are no last bytes, and no zero of them.
            length = Math.Min(last!.Value, size);
            offset = size - length;
            return length > 0 ? RangeAnswer.Part : Unsatisfiable(size, out offset, out length);
        }

        if (last < from) return RangeAnswer.Whole;
        if (from >= size) return Unsatisfiable(size, out offset, out length);
        offset = from;
        length = Math.Min(last ?? long.MaxValue, size - 1) - from + 1;
        return RangeAnswer.Part;
    }

    static RangeAnswer Unsatisfiable(long size, out long offset, out long length)
    {
        (offset, length) = (0, size);
        return RangeAnswer.Unsatisfiable;
    }

    // 1*DIGIT or nothing. What is larger than any file is the largest number.
    static bool TryNumber(ReadOnlySpan<char> digits, out long? number)
    {
        number = null;
        if (digits.IsEmpty) return true;
        var value = 0L;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit)) return false;
            value = value > (long.MaxValue - 9) / 10 ? long.MaxValue / 10 * 10 : value * 10 + (digit - '0');
        }

        number = value;
        return true;
    }
}
