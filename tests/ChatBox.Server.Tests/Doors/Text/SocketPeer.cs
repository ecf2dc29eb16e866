using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ChatBox.Server.Tests.Doors.Text;

/// <summary>A client of the text door over TCP, in one spelling, with or without newlines, in writes of one size.</summary>
sealed class SocketPeer : IDisposable
{
    readonly TcpClient client = new() { NoDelay = true };
    readonly StringBuilder received = new();
    readonly byte[] buffer = new byte[64 * 1024];
    readonly string spelling;
    readonly string end;
    readonly int size;

    SocketPeer(string spelling, string end, int size) => (this.spelling, this.end, this.size) = (spelling, end, size);

    public static async Task<SocketPeer> OpenAsync(IPEndPoint address, string spelling, string end, int size)
    {
        var peer = new SocketPeer(spelling, end, size);
        await peer.client.ConnectAsync(address);
        return peer;
    }

    public async Task SendAsync(params IEnumerable<string> messages)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(messages.Select(message => Spelled(message) + end)));
        foreach (var part in bytes.Chunk(size == 0 ? bytes.Length : size)) await client.GetStream().WriteAsync(part);
    }

    public async Task ExpectAsync(string message)
    {
        var expected = Spelled(message) + (end.Length == 0 ? "" : "\n");
        while (received.Length < expected.Length && await ReadAsync())
        {
        }

        var length = Math.Min(expected.Length, received.Length);
        Assert.Equal(expected, received.ToString(0, length));
        received.Remove(0, length);
    }

    public async Task ExpectEndAsync()
    {
        Assert.False(await ReadAsync());
        Assert.Equal("", received.ToString());
    }

    public void Dispose() => client.Dispose();

    async Task<bool> ReadAsync()
    {
        var count = await client.GetStream().ReadAsync(buffer);
        received.Append(Encoding.UTF8.GetString(buffer, 0, count));
        return count > 0;
    }

    string Spelled(string message) => spelling == "single"
        ? message
        : message.Replace("<", "<<", StringComparison.Ordinal).Replace(">", ">>", StringComparison.Ordinal);
}
