namespace ChatBox.Rdt.Security;

static class RandomSources
{
    public static ulong NextUInt64(this IRandomSource random)
    {
        Span<byte> bytes = stackalloc byte[8];
        random.Fill(bytes);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }

    /// <summary>In [low, high). The bias of a remainder of 64 bits is far below anything that could be told.</summary>
    public static int Next(this IRandomSource random, int low, int high) => low + (int)(random.NextUInt64() % (ulong)(high - low));
}
