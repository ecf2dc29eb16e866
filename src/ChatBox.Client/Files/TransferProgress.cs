namespace ChatBox.Client;

/// <summary>How far a transfer has come.</summary>
/// <param name="Bytes">What is there, including what was there before this run.</param>
/// <param name="Size">The whole; null where nobody knows it yet.</param>
public readonly record struct TransferProgress(long Bytes, long? Size);
