using ChatBox.Core;
namespace ChatBox.Server.Doors.Web.Setup;

/// <summary>Refuses a request whose Host header names somebody else: 400 <c>bad_host</c>.</summary>
sealed class HostGate(RequestDelegate next, AllowedHosts hosts)
{
    public Task InvokeAsync(HttpContext context) =>
        hosts.Allows(context.Request.Host)
            ? next(context)
            // The host is not repeated: it can be anything, and who sent it knows it.
            : Refusals.BadHost.ToProblem().ExecuteAsync(context);
}
