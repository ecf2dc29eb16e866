using System.Net;
using System.Net.Sockets;
using ChatBox.Server.Admin;
using ChatBox.Server.Doors.Rdt;
using ChatBox.Server.Tests.Admin;
using ChatBox.Server.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatBox.Server.Tests.Doors.Rdt;

/// <summary>What the door says to who has a connection id that it does not know (RDT-48).</summary>
public sealed class ResetTests : IDisposable
{
    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task The_address_beside_does_not_give_away_the_reset_token_of_a_transfer()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere 127.0.0.2 is no address of this machine");
        using var data = DataDirectory.Open(directory["data"]);
        IPAddress[] addresses = [IPAddress.Loopback, IPAddress.Parse("127.0.0.2")];
        byte[][] tokens;
        await using (var door = NewDoor(data))
        {
            door.Start(addresses, 0);
            tokens = [await ResetAsync(addresses[0], door.Port), await ResetAsync(addresses[1], door.Port)];
        }

        Assert.NotEqual(tokens[0], tokens[1]);
        // The same after a restart: that is what it is for.
        await using var again = NewDoor(data);
        again.Start(addresses, 0);
        Assert.Equal(tokens[0], await ResetAsync(addresses[0], again.Port));
    }

    static RdtDoor NewDoor(DataDirectory data) => new(null!, data, TimeProvider.System, NullLogger<RdtDoor>.Instance);

    static async Task<byte[]> ResetAsync(IPAddress address, int port)
    {
        using var socket = new UdpClient(0, AddressFamily.InterNetwork);
        var packet = new byte[40];
        packet[0] = 0xD8;
        packet.AsSpan(1, 8).Fill(7);
        await socket.SendAsync(packet, new IPEndPoint(address, port));
        var answer = (await socket.ReceiveAsync().Soon()).Buffer;
        Assert.Equal((0xD4, 17), (answer[0], answer.Length));
        return answer[1..];
    }
}
