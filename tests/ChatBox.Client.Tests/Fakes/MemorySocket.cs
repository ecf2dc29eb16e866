using System.Threading.Channels;
using ChatBox.Client.Connections;
using ChatBox.Protocol.Json;

namespace ChatBox.Client.Tests.Fakes;

/// <summary>One connection to a <see cref="MemoryServer"/>.</summary>
sealed class MemorySocket(MemoryServer server, string name, int number) : IFrameSocket
{
    readonly Channel<byte[]> frames = Channel.CreateUnbounded<byte[]>();
    volatile bool isBroken;

    public string Name => name;

    public int Number => number;

    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (await frames.Reader.WaitToReadAsync(cancellationToken))
        {
            if (isBroken) break;
            if (frames.Reader.TryRead(out var frame)) return frame;
        }

        return isBroken ? throw new ConnectionException("cut") : null;
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        if (isBroken) throw new ConnectionException("cut");
        server.Receive(this, frame);
        return ValueTask.CompletedTask;
    }

    public ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        server.Leave(this);
        frames.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    public void Dispose() => server.Leave(this);

    public void Push(ServerFrame frame)
    {
        if (server.MayPass(frame)) PushBytes(WireJson.Encode(frame));
    }

    public void PushBytes(byte[] bytes) => frames.Writer.TryWrite(bytes);

    public void Break()
    {
        isBroken = true;
        frames.Writer.TryComplete();
        server.Leave(this);
    }
}
