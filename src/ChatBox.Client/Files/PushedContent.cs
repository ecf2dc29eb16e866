using System.Net;

namespace ChatBox.Client.Files;

/// <summary>A body of known length that is written as the network takes it. Why its source failed is kept apart from why the network did.</summary>
sealed class PushedContent(long length, Func<Stream, CancellationToken, Task> write) : HttpContent
{
    // Not disposed: who writes may still look at it, and it holds no timer.
    readonly CancellationTokenSource stop = new();
    Task writing = Task.CompletedTask;

    /// <summary>What was wrong with the source; null where nothing was.</summary>
    public ChatException? Failure { get; private set; }

    public long Length => length;

    /// <summary>
    /// Returns when nothing reads from the source any more. A request that has failed can leave its body behind, still being written to a
    /// connection that is gone, and the next body reads from the same source.
    /// </summary>
    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length;
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, default);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        writing = WriteAsync(stream, cancellationToken);

    async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stop.Token);
        try
        {
            either.Token.ThrowIfCancellationRequested();
            await write(stream, either.Token);
        }
        catch (ChatException e)
        {
            Failure = e;
            throw;
        }
    }
}
