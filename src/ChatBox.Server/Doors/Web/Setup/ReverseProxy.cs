using Microsoft.AspNetCore.HttpOverrides;

namespace ChatBox.Server.Doors.Web.Setup;

/// <summary>With <c>--plain</c> a reverse proxy can speak HTTPS for this server, and says in headers what only it knows.</summary>
public static class ReverseProxy
{
    const string ForwardedProto = "X-Forwarded-Proto";

    /// <summary>Whether a reverse proxy has passed the request on, by what it says of itself: anybody could.</summary>
    internal static bool Speaks(HttpRequest request) => request.Headers.ContainsKey(ForwardedProto);

    /// <summary>
    /// Takes <c>X-Forwarded-Proto: https</c> from anybody: it decides what our own Origin is and whether the cookie is one of HTTPS, and no
    /// other site can make a browser send it. Takes the last address of <c>X-Forwarded-For</c> from this computer only (the default of
    /// <see cref="ForwardedHeadersOptions"/>): wrong codes are counted by it, and anybody else could write any.
    /// </summary>
    public static IApplicationBuilder UseReverseProxy(this IApplicationBuilder app)
    {
        app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor });
        return app.Use((context, next) =>
        {
            var request = context.Request;
            if (string.Equals(request.Headers[ForwardedProto], Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase))
                request.Scheme = Uri.UriSchemeHttps;
            return next(context);
        });
    }
}
