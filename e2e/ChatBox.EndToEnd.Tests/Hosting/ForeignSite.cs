using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ChatBox.EndToEnd.Tests.Hosting;

/// <summary>A web site of somebody else, of one page, on loopback: to a browser 127.0.0.1 is another site than localhost.</summary>
sealed class ForeignSite : IDisposable
{
    // Without a length: the page ends with the connection.
    static readonly byte[] Answer = Encoding.ASCII.GetBytes(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<!doctype html><h1>Free phones</h1>");

    readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public ForeignSite()
    {
        listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        _ = ServeAsync();
    }

    public Uri Address { get; }

    public void Dispose() => listener.Dispose();

    async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                var stream = client.GetStream();
                // The request fits into one read; what it asks for does not matter.
                _ = await stream.ReadAsync(new byte[16 * 1024]);
                await stream.WriteAsync(Answer);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or IOException)
        {
            // The test has ended.
        }
    }
}
