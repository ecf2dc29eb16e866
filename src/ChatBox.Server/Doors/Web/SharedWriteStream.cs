using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace ChatBox.Server.Doors.Web;

/// <summary>
/// The stream below a WebSocket, with two writers: the WebSocket itself (pongs, pings and the close, each in one write) and the session's
/// frames. A lock keeps their frames whole.
/// </summary>
sealed class SharedWriteStream(Stream inner) : Stream
{
    readonly SemaphoreSlim gate = new(1, 1);

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(buffer, cancellationToken);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            await inner.WriteAsync(buffer, cancellationToken);
            await inner.FlushAsync(cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // A write ends with a flush of its own.
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("only asynchronous reads");
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("only asynchronous writes");
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>
    /// Reads and drops what the peer sends until it closes, or for <paramref name="time"/>. A connection that is closed with something
    /// unread is reset, and a reset takes back what the peer has not read yet: the close frame that tells why.
    /// </summary>
    public async Task DrainAsync(TimeSpan time, CancellationToken aborted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        limit.CancelAfter(time);
        var buffer = new byte[4096];
        try
        {
            while (await inner.ReadAsync(buffer, limit.Token) > 0)
            {
            }
        }
        catch (Exception exception) when (exception
            is OperationCanceledException or IOException or ObjectDisposedException or ConnectionAbortedException
                or InvalidOperationException)
        {
            // It has ended, or had its time.
        }
    }

    // The WebSocket gives its stream up as soon as it meets a broken frame. The stream is the request's, and ends with it.
    protected override void Dispose(bool disposing) => base.Dispose(disposing);
}

/// <summary>
/// Hands the stream of an upgrade (HTTP/1.1) or an extended CONNECT (HTTP/2, RFC 8441) to us as well as to the WebSocket.
/// </summary>
sealed class CapturedUpgrade(IHttpUpgradeFeature? upgrade, IHttpExtendedConnectFeature? connect)
    : IHttpUpgradeFeature, IHttpExtendedConnectFeature
{
    public SharedWriteStream? Stream { get; private set; }

    public bool IsUpgradableRequest => upgrade?.IsUpgradableRequest ?? false;
    public bool IsExtendedConnect => connect?.IsExtendedConnect ?? false;
    public string? Protocol => connect?.Protocol;

    /// <summary>To stand before UseWebSockets, which takes the features as it finds them.</summary>
    public static void Install(HttpContext context)
    {
        var features = context.Features;
        var captured = new CapturedUpgrade(features.Get<IHttpUpgradeFeature>(), features.Get<IHttpExtendedConnectFeature>());
        features.Set(captured);
        if (features.Get<IHttpUpgradeFeature>() is not null) features.Set<IHttpUpgradeFeature>(captured);
        if (features.Get<IHttpExtendedConnectFeature>() is not null) features.Set<IHttpExtendedConnectFeature>(captured);
    }

    public async Task<Stream> UpgradeAsync() => Stream = new SharedWriteStream(await upgrade!.UpgradeAsync());

    public async ValueTask<Stream> AcceptAsync() => Stream = new SharedWriteStream(await connect!.AcceptAsync());
}
