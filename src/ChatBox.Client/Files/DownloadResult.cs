namespace ChatBox.Client;

/// <summary>A file that has come.</summary>
/// <param name="Via">How it came: <c>http</c> or <c>rdt</c>.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Of the bytes that are here now, 64 hexadecimal digits.</param>
/// <param name="IsVerified">Whether that is what the sender, or the server, said it is; false where nobody said anything.</param>
/// <param name="ResumedAt">How many bytes were here already when it began; 0 where it began anew.</param>
public sealed record DownloadResult(string Via, long Bytes, string Sha256, bool IsVerified, long ResumedAt)
{
    /// <summary>By RDT: from the grant in hand to the last byte that was right; null otherwise.</summary>
    public TimeSpan? Elapsed { get; init; }

    /// <summary>By RDT: bytes of the file that the server sent more than once, as it says; null otherwise.</summary>
    public long? Retransmitted { get; init; }
}
