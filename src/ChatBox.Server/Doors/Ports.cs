using ChatBox.Server.Doors.Rdt;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ChatBox.Server.Doors;

/// <summary>The ports in use, known when the server listens: with 0 in the options the system chose them.</summary>
public sealed class Ports
{
    internal ListenOptions? HttpListen { get; set; }
    internal ListenOptions? HttpsListen { get; set; }
    internal ListenOptions? TextListen { get; set; }

    internal RdtDoor? Rdt { get; set; }

    public int Http => HttpListen?.IPEndPoint?.Port ?? 0;
    public int Https => HttpsListen?.IPEndPoint?.Port ?? 0;
    public int Text => TextListen?.IPEndPoint?.Port ?? 0;

    /// <summary>UDP.</summary>
    public int Transfers => Rdt?.Port ?? 0;
}
