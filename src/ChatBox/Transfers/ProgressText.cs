using System.Globalization;
using System.Text;
using ChatBox.Client;
using ChatBox.Core.Files;

namespace ChatBox.Transfers;

/// <summary>
/// How far a transfer has come, in words: <c>plan.pdf 34 % [====> ] 1.2 MB of 3.4 MB 5.6 MB/s 1:02 left</c>. Pure.
/// </summary>
static class ProgressText
{
    const int MaxBar = 40;
    const int MinBar = 8;

    /// <param name="name">What is on its way; harmless for a terminal already.</param>
    /// <param name="bytes">How much is there.</param>
    /// <param name="size">The whole; null where that is not known.</param>
    /// <param name="speed">Bytes a second; null where that is not known yet.</param>
    /// <param name="width">Columns; what does not fit is left out, the least needed first.</param>
    /// <param name="path">What <see cref="Path"/> says.</param>
    public static string Bar(string name, long bytes, long? size, double? speed, int width, string path = "")
    {
        var after = Numbers(bytes, size, speed) + path;
        if (size is not { } all) return Shorten(name, width - after.Length - 2) + "  " + after;

        var percent = string.Create(CultureInfo.InvariantCulture, $"{Percent(bytes, all),3} %");
        var room = width - name.Length - percent.Length - after.Length - 9;
        if (room >= MinBar) return $"{name}  {percent}  [{Filled(bytes, all, Math.Min(room, MaxBar))}]  {after}";
        var rest = $"  {percent}  {after}";
        return Shorten(name, width - rest.Length - 1) + rest;
    }

    /// <summary>For a file or a pipe, where nothing can be written over.</summary>
    public static string Line(string name, long bytes, long? size, double? speed, string path = "") => size is { } all
        ? string.Create(CultureInfo.InvariantCulture, $"{name}: {Percent(bytes, all)} %, {Numbers(bytes, size, speed)}{path}")
        : $"{name}: {Numbers(bytes, size, speed)}{path}";

    /// <summary>What is known of the line: how much it loses, and how long it takes there and back. Empty where nothing is.</summary>
    public static string Path(TransferProgress progress)
    {
        if (progress.LossRate is not { } loss) return "";
        var rtt = progress.RoundTrip is { } time ? string.Create(CultureInfo.InvariantCulture, $"  RTT {Milliseconds(time)} ms") : "";
        return string.Create(CultureInfo.InvariantCulture, $"  loss {loss * 100:0.#} %{rtt}");
    }

    static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString(time.TotalMilliseconds < 10 ? "0.#" : "0", CultureInfo.InvariantCulture);

    static string Numbers(long bytes, long? size, double? speed)
    {
        var text = new StringBuilder(FileSize.Of(bytes));
        if (size is { } all) text.Append(" of ").Append(FileSize.Of(all));
        if (speed is not { } rate) return text.ToString();
        text.Append("  ").Append(FileSize.Of((long)rate)).Append("/s");
        if (size is { } end && rate >= 1 && bytes < end) text.Append("  ").Append(Time((end - bytes) / rate)).Append(" left");
        return text.ToString();
    }

    // Rounded down: 100 % is when all is there.
    static long Percent(long bytes, long size) => size == 0 ? 100 : (long)(Math.Min(bytes, size) * 100m / size);

    static string Filled(long bytes, long size, int width)
    {
        var count = size == 0 ? width : (int)(Math.Min(bytes, size) * (decimal)width / size);
        return count >= width ? new string('=', width) : (new string('=', count) + ">").PadRight(width);
    }

    static string Time(double seconds)
    {
        if (seconds > TimeSpan.FromDays(99).TotalSeconds) return "very long";
        var time = TimeSpan.FromSeconds(Math.Ceiling(seconds));
        return time.TotalDays >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{time.Days} d {time.Hours} h")
            : time.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{time.Hours}:{time.Minutes:00}:{time.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}");
    }

    static string Shorten(string name, int room)
    {
        if (name.Length <= room) return name;
        // Half a surrogate pair is no character.
        var end = Math.Max(0, room - 3);
        if (end > 0 && char.IsHighSurrogate(name[end - 1])) end--;
        return room < 4 ? "" : name[..end] + "...";
    }
}
