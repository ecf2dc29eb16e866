using System.Net;
using System.Net.Sockets;
using ChatBox.Server.Admin;
using ChatBox.Server.Certificates;
using ChatBox.Server.Doors.Rdt;
using ChatBox.Server.Doors.Text;
using ChatBox.Server.Doors.Web.Api;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ChatBox.Server.Doors;

/// <summary>Every port and what answers on it, with the limits of Kestrel set rather than left open.</summary>
static class Listening
{
    // A class or a LAN party is some hundreds; 10,000 is what one process with 20,000 descriptors can carry and still open files.
    const int MaxConnections = 10_000;
    const int MaxWebSockets = 5_000;

    public static void Listen(IWebHostBuilder web, ServeOptions options, Ports ports, ServerCertificates? certificates, TimeProvider clock) => web.ConfigureKestrel(kestrel =>
    {
        kestrel.AddServerHeader = false;
        Limit(kestrel.Limits);
        var limiter = new ConnectionLimiter(clock);
        kestrel.ConfigureEndpointDefaults(listen => listen.Use(limiter.Limit));
        kestrel.Listen(options.WebAddress, options.HttpPort, listen => ports.HttpListen = listen);
        // The link for this computer works whatever address the network is served on.
        if (IsOneOutsideAddress(options.WebAddress) && options.HttpPort != 0) kestrel.Listen(IPAddress.Loopback, options.HttpPort);
        if (certificates is not null)
            kestrel.Listen(options.WebAddress, options.HttpsPort, listen =>
            {
                ports.HttpsListen = listen;
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseServerCertificate(certificates);
            });
        kestrel.Listen(options.TextAddress, options.TextPort, listen =>
        {
            ports.TextListen = listen;
            listen.UseConnectionHandler<TextDoor>();
        });
    });

    /// <summary>Which flag to change when a port is taken. Kestrel names the address only in its message.</summary>
    public static string ExplainPortInUse(ServeOptions options, Exception exception)
    {
        (int Port, string Flag, string What)[] all =
        [
            (options.HttpPort, "--http-port", "HTTP"),
            (options.HttpsPort, "--https-port", "HTTPS"),
            (options.TextPort, "--text-port", "text door's"),
        ];
        var (port, flag, what) = all.FirstOrDefault(one => exception.Message.Contains($":{one.Port}:", StringComparison.Ordinal)
            || exception.Message.Contains($":{one.Port} ", StringComparison.Ordinal), all[0]);
        return $"The {what} port {port} is in use by another program. Choose another with {flag} PORT.";
    }

    /// <summary>RDT is reached wherever the web doors are.</summary>
    /// <exception cref="StartupException">It cannot listen.</exception>
    public static void Start(RdtDoor door, ServeOptions options)
    {
        try
        {
            IPAddress[] beside = IsOneOutsideAddress(options.WebAddress) && options.RdtPort != 0 ? [IPAddress.Loopback] : [];
            door.Start([options.WebAddress, .. beside], options.RdtPort);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new StartupException(
                ExitCodes.PortInUse,
                $"The UDP port {options.RdtPort} of RDT is in use by another program. Choose another with --rdt-port PORT.",
                exception);
        }
        catch (SocketException exception)
        {
            throw new StartupException(
                ExitCodes.Settings,
                $"The server cannot listen on UDP port {options.RdtPort}: {exception.Message} Check --listen and --rdt-port.",
                exception);
        }
    }

    static bool IsOneOutsideAddress(IPAddress address) =>
        !IPAddress.IsLoopback(address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any);

    static void Limit(KestrelServerLimits limits)
    {
        limits.MaxConcurrentConnections = MaxConnections;
        limits.MaxConcurrentUpgradedConnections = MaxWebSockets;
        limits.MaxRequestBodySize = Call.MaxBodyBytes;
        limits.MaxRequestHeadersTotalSize = 16 * 1024;
        limits.MaxRequestHeaderCount = 64;
        limits.MaxRequestLineSize = 8 * 1024;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);
        limits.Http2.MaxStreamsPerConnection = 100;
    }
}
