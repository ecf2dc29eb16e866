using System.Net;
using ChatBox.Core;
using Microsoft.AspNetCore.Http.Extensions;

namespace ChatBox.Server.Doors.Web.Setup;

/// <summary>
/// What plain HTTP gets over the network: <c>/setup</c>, a redirect to HTTPS for reading, and 403 <c>https_required</c> for everything
/// else, as a redirect would invite a client to send its secrets in the clear once more. On loopback plain HTTP gets everything.
/// </summary>
sealed class PlainHttpGate(RequestDelegate next, AllowedHosts hosts, Func<int> httpsPort)
{
    const int UsualHttpsPort = 443;

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.IsHttps || IsLocal(context.Connection.LocalIpAddress))
            return next(context);

        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            if (request.Path.StartsWithSegments("/setup"))
                return next(context);

            context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers.Location =
                UriHelper.BuildAbsolute("https", HttpsHost(context), request.PathBase, request.Path, request.QueryString);
            return Task.CompletedTask;
        }

        return Refusals.HttpsRequired.ToProblem().ExecuteAsync(context);
    }

    /// <summary>
    /// By the address the connection came in at, which nobody can forge, not by where it says it comes from. There is none for a connection
    /// that is not from the network at all: a Unix socket, or a test's.
    /// </summary>
    static bool IsLocal(IPAddress? local) => local is null || IPAddress.IsLoopback(Plainly(local));

    /// <summary>
    /// The host the reader asked for when it is ours, so that the name in the address bar stays; else the address that was reached.
    /// </summary>
    HostString HttpsHost(HttpContext context)
    {
        var host = context.Request.Host;
        if (!hosts.Allows(host))
        {
            var local = Plainly(context.Connection.LocalIpAddress!);
            host = new HostString(local.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{local}]" : local.ToString());
        }

        var port = httpsPort();
        return port == UsualHttpsPort ? new HostString(host.Host) : new HostString(host.Host, port);
    }

    // A socket for both families reports 127.0.0.1 as ::ffff:127.0.0.1.
    static IPAddress Plainly(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
