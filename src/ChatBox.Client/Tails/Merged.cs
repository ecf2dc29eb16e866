using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace ChatBox.Client.Tails;

/// <summary>Several streams read as one; each keeps its own order.</summary>
static class Merged
{
    /// <summary>Ends with the first failure of any of them, or by cancelling.</summary>
    public static async IAsyncEnumerable<T> OfAsync<T>(
        IEnumerable<Func<CancellationToken, IAsyncEnumerable<T>>> sources, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // When the reader is slow the pumps wait, and what is pushed waits in their tails.
        var merged = Channel.CreateBounded<T>(1);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pumps = sources.Select(source => PumpAsync(source, merged.Writer, end.Token)).ToList();
        try
        {
            await foreach (var item in merged.Reader.ReadAllAsync(cancellationToken)) yield return item;
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(pumps);
        }
    }

    static async Task PumpAsync<T>(
        Func<CancellationToken, IAsyncEnumerable<T>> source, ChannelWriter<T> target, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var item in source(cancellationToken)) await target.WriteAsync(item, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The reader has ended.
        }
        catch (ChannelClosedException)
        {
            // Another conversation failed first, and that is what the reader is told.
        }
        catch (Exception e)
        {
            // Whatever it was: a reader that is not told waits for ever.
            target.TryComplete(e);
        }
    }
}
