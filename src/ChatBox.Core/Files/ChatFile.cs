namespace ChatBox.Core.Files;

/// <summary>A file as those see it who may read the message with it.</summary>
/// <param name="Size">Bytes; null while the sender does not know yet.</param>
/// <param name="Type">A media type of <see cref="MediaTypes"/>.</param>
public sealed record ChatFile(FileId Id, FileName Name, long? Size, string Type, FileState State)
{
    /// <summary>64 hexadecimal digits; null until the bytes are whole and checked, and after they are freed.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Pixels, of images whose sender told them.</summary>
    public int? Width { get; init; }

    public int? Height { get; init; }
    public bool HasThumbnail { get; init; }

    /// <summary>Bytes that are durable here; null but while the upload goes on.</summary>
    public long? Received { get; init; }

    public bool IsReady => Sha256 is not null;

    /// <summary>The bytes still come, or may.</summary>
    public bool IsUnderWay => !IsReady && !State.IsFreed();
}
