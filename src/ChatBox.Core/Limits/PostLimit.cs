namespace ChatBox.Core.Limits;

/// <summary>
/// How many messages one person may post at once, and then a second. Who goes beyond is slowed and loses nothing. Both are 1 to
/// <see cref="Max"/>.
/// </summary>
public sealed record PostLimit(int Burst, int PerSecond)
{
    /// <summary>More is no limit: a node writes some thousands a second.</summary>
    public const int Max = 10_000;

    /// <summary>A person who talks never meets it; a script that floods is slowed.</summary>
    public static readonly PostLimit Default = new(Burst: 100, PerSecond: 20);

    public TokenBucket NewBucket() => new(Burst, PerSecond);
}
