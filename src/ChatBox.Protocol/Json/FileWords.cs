using ChatBox.Core.Files;

namespace ChatBox.Protocol.Json;

/// <summary>The words for the states of a file, for who reads and who writes them.</summary>
public static class FileWords
{
    public const string Unsent = "unsent";
    public const string There = "there";
    public const string Offered = "offered";
    public const string Accepted = "accepted";
    public const string Declined = "declined";
    public const string Cancelled = "cancelled";
    public const string Arrived = "arrived";
    public const string Verified = "verified";
    public const string Damaged = "damaged";
    public const string Failed = "failed";

    public static string Of(FileState state) => state switch
    {
        FileState.Unsent => Unsent,
        FileState.There => There,
        FileState.Offered => Offered,
        FileState.Accepted => Accepted,
        FileState.Declined => Declined,
        FileState.Cancelled => Cancelled,
        FileState.Arrived => Arrived,
        FileState.Verified => Verified,
        FileState.Damaged => Damaged,
        FileState.Failed => Failed,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "a state without a word"),
    };

    /// <summary>A state that can be asked for; null for every other word.</summary>
    public static FileState? Asked(string word) => word switch
    {
        Accepted => FileState.Accepted,
        Declined => FileState.Declined,
        Cancelled => FileState.Cancelled,
        Arrived => FileState.Arrived,
        Verified => FileState.Verified,
        Damaged => FileState.Damaged,
        _ => null,
    };
}
