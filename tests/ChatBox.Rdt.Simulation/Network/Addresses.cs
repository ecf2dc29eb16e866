using System.Net;

namespace ChatBox.Rdt.Simulation.Network;

/// <summary>Addresses of the documentation range (RFC 5737), so that nobody takes them for real ones.</summary>
public static class Addresses
{
    public static readonly IPEndPoint Server = Create(1, 50001);

    public static IPEndPoint Client(int number = 0) => Create(100 + number, 40000 + number);

    public static IPEndPoint Create(int host, int port) => new(new IPAddress([192, 0, 2, (byte)host]), port);
}
