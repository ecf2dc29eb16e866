using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using ChatBox.Server.Calls;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Calls.Relay;

/// <summary>A client of a TURN relay over UDP (RFC 8656) with the credentials that ChatBox gives.</summary>
sealed class TurnClient(IPEndPoint relay, IceServer credentials) : IDisposable
{
    static int clients;

    // Each from an address of its own: the relay knows a client by address and port, and the system gives the same port again.
    readonly UdpClient socket = new(new IPEndPoint(NextAddress(), 0));
    string realm = "";
    string nonce = "";

    /// <summary>Allocates an address at the relay: the address, or the code of the error.</summary>
    public async Task<(IPEndPoint? Relayed, int Error)> AllocateAsync(bool ipv6 = false)
    {
        // The first answer is always 401 and brings realm and nonce.
        var challenge = await AskAsync(Allocation(ipv6), key: null);
        Assert.Equal(401, challenge.Error);
        (realm, nonce) = (challenge.FindText(StunMessage.Realm)!, challenge.FindText(StunMessage.Nonce)!);
        var answer = await AskAsync(Signed(Allocation(ipv6)), Key());
        return answer.Error == 0 ? (answer.Address(StunMessage.RelayedAddress), 0) : (null, answer.Error);
    }

    /// <summary>Asks to exchange data with a peer; 0 or the code of the error.</summary>
    public async Task<int> PermitAsync(IPAddress peer) =>
        (await AskAsync(Signed(new StunMessage(StunMessage.CreatePermission).WithPeer(new IPEndPoint(peer, 9))), Key())).Error;

    public async Task SendAsync(IPEndPoint peer, byte[] data) =>
        await socket.SendAsync(new StunMessage(StunMessage.SendIndication).WithPeer(peer).With(StunMessage.Data, data).Encode(), relay);

    /// <summary>The next data that a peer has sent.</summary>
    public async Task<byte[]> ReceiveAsync()
    {
        while (true)
        {
            var message = StunMessage.Decode((await socket.ReceiveAsync().Soon()).Buffer);
            if (message.Type == StunMessage.DataIndication) return message.Find(StunMessage.Data)!;
        }
    }

    public void Dispose() => socket.Dispose();

    static IPAddress NextAddress()
    {
        var number = Interlocked.Increment(ref clients);
        return new IPAddress([127, 1, (byte)(number >> 8), (byte)number]);
    }

    static StunMessage Allocation(bool ipv6)
    {
        const byte udp = 17;
        var request = new StunMessage(StunMessage.Allocate).With(StunMessage.RequestedTransport, udp, 0, 0, 0);
        return ipv6 ? request.With(StunMessage.AddressFamily, 2, 0, 0, 0) : request;
    }

    StunMessage Signed(StunMessage request) =>
        request.With(StunMessage.Username, credentials.Username!).With(StunMessage.Realm, realm).With(StunMessage.Nonce, nonce);

    // key = MD5(username ":" realm ":" password) (RFC 8489, section 9.2.2)
#pragma warning disable CA5351 // As the RFC has it.
    byte[] Key() => MD5.HashData(Encoding.UTF8.GetBytes($"{credentials.Username}:{realm}:{credentials.Credential}"));
#pragma warning restore CA5351

    // UDP may lose a datagram even here, and a relay that has just started does not listen yet.
    async Task<StunMessage> AskAsync(StunMessage request, byte[]? key)
    {
        var bytes = request.Encode(key);
        for (var attempt = 0; ; attempt++)
        {
            await socket.SendAsync(bytes, relay);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            try
            {
                while (true)
                {
                    var answer = StunMessage.Decode((await socket.ReceiveAsync(limit.Token)).Buffer);
                    if (answer.Transaction.AsSpan().SequenceEqual(request.Transaction)) return answer;
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException && attempt < 20)
            {
                if (exception is SocketException) await Task.Delay(100);
            }
        }
    }
}
