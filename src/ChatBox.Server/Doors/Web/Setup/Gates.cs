using ChatBox.Server.Admin;

namespace ChatBox.Server.Doors.Web.Setup;

/// <summary>Puts the gates in front of everything else the web door serves.</summary>
public static class Gates
{
    /// <summary>
    /// First <see cref="HostGate"/>, then <see cref="PlainHttpGate"/> unless <c>--plain</c>. Forwarded headers mean nothing to either: they
    /// look at the connection itself. (<see cref="ReverseProxy"/> comes with <c>--plain</c> only.)
    /// </summary>
    /// <param name="httpsPort">The port that HTTPS is bound to in the end; asked for each redirect, as port 0 is known late.</param>
    public static IApplicationBuilder UseGates(this IApplicationBuilder app, ServeOptions options, AllowedHosts hosts, Func<int> httpsPort)
    {
        app.Use(next => new HostGate(next, hosts).InvokeAsync);
        if (!options.Plain)
            app.Use(next => new PlainHttpGate(next, hosts, httpsPort).InvokeAsync);
        return app;
    }
}
