namespace ChatBox.Core.Messages;

public enum HistoryDirection
{
    /// <summary>The newest messages; the number is not used.</summary>
    Newest,
    Before,
    After,

    /// <summary>Half before and half from the number on.</summary>
    Around,
}

/// <summary>Which part of a conversation: at most <paramref name="Limit"/> (1 to 200) messages, always given in ascending order.</summary>
public readonly record struct HistoryRange(HistoryDirection Direction, long Number, int Limit)
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    public static HistoryRange Newest(int limit = DefaultLimit) => new(HistoryDirection.Newest, 0, limit);
    public static HistoryRange Before(long number, int limit = DefaultLimit) => new(HistoryDirection.Before, number, limit);
    public static HistoryRange After(long number, int limit = DefaultLimit) => new(HistoryDirection.After, number, limit);
    public static HistoryRange Around(long number, int limit = DefaultLimit) => new(HistoryDirection.Around, number, limit);
}
