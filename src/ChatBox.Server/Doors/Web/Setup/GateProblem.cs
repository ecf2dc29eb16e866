namespace ChatBox.Server.Doors.Web.Setup;

/// <summary>A refusal as a problem document (RFC 9457), with the stable code that all errors of ChatBox carry.</summary>
static class GateProblem
{
    public static Task WriteAsync(HttpContext context, int status, string code, string title, string detail)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(
            new { type = "about:blank", title, status, code, detail },
            options: null,
            contentType: "application/problem+json",
            context.RequestAborted);
    }
}
