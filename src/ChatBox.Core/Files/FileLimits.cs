namespace ChatBox.Core.Files;

/// <summary>How much may be kept. Each upload counts with its whole size from the moment it is begun until its bytes are freed.</summary>
/// <param name="PerPerson">Bytes of one person's files.</param>
/// <param name="Total">Bytes of all files.</param>
public sealed record FileLimits(long PerPerson, long Total)
{
    const long GiB = 1L << 30;

    /// <summary>Unfinished uploads of one person: more than anybody drops at once and waits for.</summary>
    public const int Unfinished = 20;

    public static readonly FileLimits Default = new(50 * GiB, 500 * GiB);

    /// <summary>Bytes of the largest file that can be taken.</summary>
    public long Largest => Math.Min(PerPerson, Total);
}
