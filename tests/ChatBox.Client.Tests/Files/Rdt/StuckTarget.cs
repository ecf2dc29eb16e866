using ChatBox.Client.Files;

namespace ChatBox.Client.Tests.Files.Rdt;

/// <summary>A disk that takes nothing until it is told to.</summary>
sealed class StuckTarget(IScatteredTarget target, Task freed) : IScatteredTarget
{
    public long Received => target.Received;

    public byte LastByte => target.LastByte;

    public string? Version => target.Version;

    public void Begin(string? version, long? size) => target.Begin(version, size);

    public void Write(ReadOnlySpan<byte> bytes)
    {
        freed.Wait();
        target.Write(bytes);
    }

    public void WriteAhead(long offset, ReadOnlySpan<byte> bytes) => target.WriteAhead(offset, bytes);

    public void TakeUpTo(long offset) => target.TakeUpTo(offset);

    public ValueTask CheckpointAsync() => target.CheckpointAsync();

    public ValueTask SettleAsync() => target.SettleAsync();

    public string Digest() => target.Digest();

    public void Complete() => target.Complete();

    public void Discard() => target.Discard();

    public ValueTask DisposeAsync() => target.DisposeAsync();
}
