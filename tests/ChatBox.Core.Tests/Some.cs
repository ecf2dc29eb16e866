namespace ChatBox.Core.Tests;

/// <summary>Values that several tests need.</summary>
static class Some
{
    /// <summary>Texts with half a character. Not for attributes: those are written as UTF-8, which cannot hold them.</summary>
    public static readonly string[] LoneSurrogates = ["\uD800", "a\uD800", "a\uD800b", "a\uD83D", "\uDE00a", "a\uDC00b", "\uDE00\uD83D"];
}
