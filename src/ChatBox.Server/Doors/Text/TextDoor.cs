using System.Net.Sockets;
using ChatBox.Server.Sessions;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace ChatBox.Server.Doors.Text;

/// <summary>The text protocol over TCP: <c>listen.UseConnectionHandler&lt;TextDoor&gt;()</c>.</summary>
sealed class TextDoor(ChatHost host, CommandDispatcher dispatcher, Admission admission, TimeProvider clock, ILogger<TextDoor> logger)
    : ConnectionHandler
{
    // A pulled cable shows after 10 s + 3 x 5 s: within the 30 s after which somebody counts as gone.
    const int KeepAliveTime = 10;
    const int KeepAliveInterval = 5;
    const int KeepAliveRetries = 3;

    // While something is on its way the system does not ask (RFC 9293, section 3.8.4: only an idle connection), but sends it again for a
    // quarter of an hour. RFC 5482, which .NET has no name for: tcp(7), TCP_USER_TIMEOUT, in milliseconds.
    const int LinuxUserTimeout = 18;
    const int UserTimeout = (KeepAliveTime + KeepAliveInterval * KeepAliveRetries) * 1000;

    readonly TextExchanges exchanges = new(host, dispatcher);
    readonly LogThrottle throttle = new(clock);

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        if (connection.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket) KeepAlive(socket);
        using var closed = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        // Closed by the peer is not the end: what it sent before is still to be read, and it may wait for the answers.
        await using var closes = connection.ConnectionClosed.Register(() => closed.CancelAfter(TextLimits.AfterClose));
        var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using var text = new TextConnection(connection, exchanges, host, admission, clock, throttle, logger);
        await text.RunAsync(closed.Token, stopping);
        CutLater(connection);
    }

    // The transport sends what it still has before it closes, and a peer that does not read would keep it for ever.
    void CutLater(ConnectionContext connection)
    {
        ITimer? timer = null;
        timer = clock.CreateTimer(Cut, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(TextLimits.LastBytesTime, Timeout.InfiniteTimeSpan);

        void Cut(object? state)
        {
            connection.Abort(new ConnectionAbortedException("The peer did not take the last bytes."));
            timer?.Dispose();
        }
    }

    static void KeepAlive(Socket socket)
    {
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveTime);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveInterval);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveRetries);
            if (OperatingSystem.IsLinux())
                socket.SetRawSocketOption((int)SocketOptionLevel.Tcp, LinuxUserTimeout, BitConverter.GetBytes(UserTimeout));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The connection is gone already, or this system has no such option; the reading notices the first.
        }
    }
}
