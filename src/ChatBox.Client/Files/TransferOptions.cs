namespace ChatBox.Client;

/// <summary>How a file goes up or comes down. Immutable; change a copy by <c>with</c>.</summary>
public record TransferOptions
{
    /// <summary>
    /// How long to go on trying while not a single byte gets through; default 5 min, which outlasts a laptop's change of network and a
    /// restart of the server. <see cref="Timeout.InfiniteTimeSpan"/> tries for ever.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Is told how far it has come, often (about every 64 KiB) and from any thread, never twice at once; must return soon and not throw.</summary>
    public Action<TransferProgress>? Progress { get; init; }
}
