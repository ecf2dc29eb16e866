using System.Threading.Channels;
using ChatBox.Server.Storage;

namespace ChatBox.Server.Files;

/// <summary>
/// Files whose bytes nobody needs any more, on their way from the writer, which must not wait, to who removes them. Not bounded: each was a
/// row of its own, and what is lost with the process is found at the next start. Thread-safe.
/// </summary>
sealed class ReleasedFiles
{
    readonly Channel<ReleasedFile> waiting = Channel.CreateUnbounded<ReleasedFile>(new UnboundedChannelOptions { SingleReader = true });

    public void Add(IReadOnlyList<ReleasedFile> released)
    {
        foreach (var file in released) waiting.Writer.TryWrite(file);
    }

    public IAsyncEnumerable<ReleasedFile> ReadAllAsync(CancellationToken cancellationToken) =>
        waiting.Reader.ReadAllAsync(cancellationToken);
}
