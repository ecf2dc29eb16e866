using System.Net;

namespace ChatBox.Server.Sessions;

/// <summary>Where a connection comes from.</summary>
/// <param name="Address">Of the peer; a proxy's where there is one.</param>
/// <param name="RoundTrip">What the system has measured on the way to it, asked when called; null where it does not tell.</param>
public sealed record ConnectionOrigin(IPAddress Address, Func<TimeSpan?> RoundTrip);
