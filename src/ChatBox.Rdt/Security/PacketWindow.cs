namespace ChatBox.Rdt.Security;

/// <summary>Which packets have been taken: each at most once, and none that is far below the highest (RFC 4303, section 3.4.3). Not thread-safe.</summary>
sealed class PacketWindow
{
    /// <summary>Numbers that are told apart. 1,024 would do against replay, but a fast line with jitter reorders over more.</summary>
    public const int Size = 4_096;

    readonly ulong[] seen = new ulong[Size / 64];

    /// <summary>The highest number taken, -1 before any.</summary>
    public long Highest { get; private set; } = -1;

    public bool IsNew(long number) =>
        number > Highest || (number > Highest - Size && (seen[Slot(number)] & Bit(number)) == 0);

    /// <summary>Notes a number for which <see cref="IsNew"/> holds, and whose packet's seal held.</summary>
    public void Take(long number)
    {
        if (number > Highest)
        {
            if (number - Highest >= Size) Array.Clear(seen);
            else
                for (var between = Highest + 1; between < number; between++)
                    seen[Slot(between)] &= ~Bit(between);
            Highest = number;
        }

        seen[Slot(number)] |= Bit(number);
    }

    static int Slot(long number) => (int)(number / 64 % (Size / 64));

    static ulong Bit(long number) => 1UL << (int)(number % 64);
}
