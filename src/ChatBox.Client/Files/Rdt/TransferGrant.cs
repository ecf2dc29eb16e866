using System.Net;
using ChatBox.Rdt;

namespace ChatBox.Client.Files.Rdt;

/// <summary>What a server gives who may fetch a file by RDT, once.</summary>
/// <param name="Server">Where its UDP port is.</param>
/// <param name="Ticket">The ticket; null where the grant is bound to the address.</param>
/// <param name="Name">The name one has at the text door; "" by ticket.</param>
/// <param name="File">What the file is called in the request.</param>
/// <param name="Size">Bytes; null where the server tells only over RDT.</param>
/// <param name="Sha256">32 bytes; null where the server tells only over RDT.</param>
/// <param name="RoundTrip">What connecting took; null where nothing was measured.</param>
sealed record TransferGrant(
    IPEndPoint Server, TicketGrant? Ticket, string Name, string File, long? Size, byte[]? Sha256, TimeSpan? RoundTrip);

/// <summary>Where grants for one file come from.</summary>
interface ITransferGrants
{
    /// <summary>A new grant.</summary>
    /// <exception cref="ChatException">There is none, or not now.</exception>
    Task<TransferGrant> AskAsync(CancellationToken cancellationToken);
}
