using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChatBox.Client.Tokens;

namespace ChatBox.Client.Files;

/// <summary>What a part is a part of.</summary>
/// <param name="Version">Of this format.</param>
/// <param name="Source">The server's id and the file's path.</param>
/// <param name="Tag">Names the very bytes; null where the server has no name for them, and then there is no going on.</param>
/// <param name="Size">Of the whole, where it is known.</param>
sealed record PartHead(int Version, string Source, string? Tag, long? Size)
{
    public const int CurrentVersion = 1;
}

/// <summary>
/// The record beside a part, <c>NAME.part.json</c>: a line that says what it is a part of, and then a line with a number for each time that
/// so many bytes were surely on the disk. Lines are only ever added, so a crash can cut the last one and nothing else; a cut one is passed over.
/// </summary>
sealed class PartRecord : IDisposable
{
    // A number for each 4 MiB or each second: enough for terabytes, or for weeks. A larger file is not one of ours.
    const int MaxBytes = 16 * 1024 * 1024;

    readonly FileStream file;

    PartRecord(FileStream file) => this.file = file;

    public void Dispose() => file.Dispose();

    /// <summary>Begins a new one, in place of whatever is there.</summary>
    public static PartRecord Create(string path, PartHead head)
    {
        // A link is taken away and not followed; CreateNew follows none either (O_EXCL).
        File.Delete(path);
        var file = PrivateFile.Open(path, FileMode.CreateNew, FileShare.Read);
        file.Write([.. JsonSerializer.SerializeToUtf8Bytes(head, PartContext.Default.PartHead), (byte)'\n']);
        file.Flush(flushToDisk: true);
        return new PartRecord(file);
    }

    /// <returns>The record, ready to be added to, and what it says; null where there is none, or none that can be read.</returns>
    public static (PartRecord Record, PartHead Head, long Bytes)? TryOpen(string path)
    {
        var info = new FileInfo(path);
        if (!info.Exists || info.LinkTarget is not null || info.Length > MaxBytes) return null;
        var file = PrivateFile.Open(path, FileMode.Open, FileShare.Read);
        try
        {
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            // What follows the last line break was cut.
            var whole = bytes.AsSpan(0, bytes.AsSpan().LastIndexOf((byte)'\n') + 1);
            if (Read(whole) is { } said)
            {
                file.SetLength(whole.Length);
                file.Position = whole.Length;
                return (new PartRecord(file), said.Head, said.Bytes);
            }
        }
        catch (JsonException)
        {
            // Not one of ours.
        }
        catch
        {
            file.Dispose();
            throw;
        }

        file.Dispose();
        return null;
    }

    /// <summary>So many bytes are surely on the disk.</summary>
    public void Add(long bytes)
    {
        file.Write(Encoding.ASCII.GetBytes(bytes.ToString(CultureInfo.InvariantCulture) + "\n"));
        file.Flush();
    }

    static (PartHead Head, long Bytes)? Read(ReadOnlySpan<byte> whole)
    {
        var end = whole.IndexOf((byte)'\n');
        if (end < 0) return null;
        if (JsonSerializer.Deserialize(whole[..end], PartContext.Default.PartHead) is not
            { Version: PartHead.CurrentVersion, Source: not null, Size: null or >= 0 } head)
            return null;
        long bytes = 0;
        foreach (var line in whole[(end + 1)..].Split((byte)'\n'))
        {
            var text = Encoding.ASCII.GetString(whole[(end + 1)..][line]);
            if (text.Length == 0) continue;
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out bytes)) return null;
        }

        return (head, bytes);
    }
}

[JsonSerializable(typeof(PartHead))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
sealed partial class PartContext : JsonSerializerContext;
