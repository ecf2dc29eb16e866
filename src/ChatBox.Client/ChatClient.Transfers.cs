using System.Net;
using System.Net.Sockets;
using ChatBox.Client.Requests;
using ChatBox.Protocol.Json;
using Words = ChatBox.Protocol.Json.RequestWords;

namespace ChatBox.Client;

public sealed partial class ChatClient
{
    /// <summary>A ticket for a file by RDT; each is good once.</summary>
    internal async Task<TransferObject?> OpenTransferAsync(RemoteFile file, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(
            number => new Request(number, isRepeatable: true, Words.Transfer, (Words.File, file.Id), (Words.Path, file.SharedPath)),
            options.RequestTimeout,
            $"{options.Address} did not answer in time.",
            cancellationToken);
        return answer.Transfer;
    }

    /// <summary>Where the server is, as the connection has found it; else by its name.</summary>
    internal async Task<(IPAddress Address, TimeSpan? RoundTrip)> FindPeerAsync(CancellationToken cancellationToken)
    {
        if (door.Peer is { } peer) return (peer.Address, peer.RoundTrip);
        try
        {
            return ((await Dns.GetHostAddressesAsync(options.Address.Origin.DnsSafeHost, cancellationToken))[0], null);
        }
        catch (Exception e) when (e is SocketException or IndexOutOfRangeException)
        {
            throw new ConnectionException($"The address of {options.Address} is not known.", e);
        }
    }
}
