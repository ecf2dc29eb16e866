using System.Text;
using ChatBox.Server.Admin;
using ChatBox.Server.Certificates;

namespace ChatBox.Server.Doors.Web.Setup;

/// <summary>
/// <c>/setup</c>: how to trust this server, for each system. It is read over plain HTTP by people who do not trust the server yet, so it
/// needs no script, holds no secret and asks for none; the fingerprint is what makes the download trustworthy.
/// </summary>
public static class SetupPage
{
    /// <summary>Maps <c>/setup</c> and what lies below it. Not mapped with <c>--plain</c>: there is nothing to trust.</summary>
    /// <param name="httpsPort">The port that HTTPS is bound to in the end.</param>
    public static void MapSetup(
        this IEndpointRouteBuilder routes, ServeOptions options, ServerCertificates certificates, Func<int> httpsPort)
    {
        var setup = routes.MapGroup("/setup").AddEndpointFilter(AddHeaders).ExcludeFromDescription();

        Get("", (HttpContext context) => Results.Text(
            new SetupHtml(
                options.HouseName,
                $"https://{context.Request.Host.Host}:{httpsPort()}/",
                certificates.Fingerprint,
                NeedsTrust: certificates.Authority is not null,
                ReaderSystems.Guess(context.Request.Headers.UserAgent.ToString())).ToString(),
            "text/html",
            Encoding.UTF8));
        Get("/setup.css", () => Results.Text(SetupStyle.Css, "text/css", Encoding.UTF8));
        Get("/authority.crt", () => certificates.Authority is { } authority
            ? Results.Bytes(authority.RawData, "application/x-x509-ca-cert", "chatbox.crt")
            : Results.NotFound());
        Get("/authority.pem", () => certificates.Authority is { } authority
            ? Results.Bytes(Encoding.ASCII.GetBytes(authority.ExportCertificatePem() + "\n"), "application/x-pem-file", "chatbox.pem")
            : Results.NotFound());
        // Without a file name: Safari then offers to install the profile rather than to save it.
        Get("/chatbox.mobileconfig", () => certificates.Authority is { } authority
            ? Results.Bytes(MobileConfig.For(authority, options.HouseName), MobileConfig.ContentType)
            : Results.NotFound());
        // The gate lets through what lies here, so nothing else may answer here.
        Get("/{**rest}", () => Results.NotFound());

        void Get(string path, Delegate answer) => setup.MapMethods(path, ["GET", "HEAD"], answer);
    }

    static ValueTask<object?> AddHeaders(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var headers = context.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        // The fingerprint shown must be that of the certificate given out, also after a change.
        headers.CacheControl = "no-store";
        return next(context);
    }
}
