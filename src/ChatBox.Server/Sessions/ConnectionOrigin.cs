using System.Net;

namespace ChatBox.Server.Sessions;

/// <summary>Where a connection comes from.</summary>
/// <param name="Address">Of the peer; a proxy's where there is one.</param>
/// <param name="RoundTrip">What the system has measured on the way to it, asked when called; null where it does not tell.</param>
/// <param name="ReachedAt">The address of this server that it came to, for links; null where the server's own is the better one.</param>
public sealed record ConnectionOrigin(IPAddress Address, Func<TimeSpan?> RoundTrip, string? ReachedAt = null);
