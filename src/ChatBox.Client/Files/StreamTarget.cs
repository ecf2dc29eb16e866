using System.Security.Cryptography;

namespace ChatBox.Client.Files;

/// <summary>Passes the bytes on as they come, as <c>-o -</c> does. What has been passed on cannot be taken back.</summary>
sealed class StreamTarget(Stream stream) : IDownloadTarget
{
    readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Received { get; private set; }

    public byte LastByte { get; private set; }

    public string? Version { get; private set; }

    public void Begin(string? version, long? size)
    {
        if (Received > 0) throw new DamagedFileException("The file is another one than before, and a part of it was passed on already. Start again.");
        Version = version;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        stream.Write(bytes);
        hash.AppendData(bytes);
        Received += bytes.Length;
        LastByte = bytes[^1];
    }

    public ValueTask CheckpointAsync() => ValueTask.CompletedTask;

    public ValueTask SettleAsync() => ValueTask.CompletedTask;

    public string Digest() => Convert.ToHexStringLower(hash.GetCurrentHash());

    public void Complete() => stream.Flush();

    public void Discard() => stream.Flush();

    public ValueTask DisposeAsync()
    {
        hash.Dispose();
        return ValueTask.CompletedTask;
    }
}
