using System.Buffers.Text;
using System.Net;
using ChatBox.Client.Requests;
using ChatBox.Rdt;
using ChatBox.Rdt.Security;

namespace ChatBox.Client.Files.Rdt;

/// <summary>Grants by ticket, from the server one has joined.</summary>
sealed class TicketGrants(ChatClient client, RemoteFile file) : ITransferGrants
{
    const int TicketBytes = 16;
    const int SecretBytes = 32;
    const int MaxName = 255;

    public async Task<TransferGrant> AskAsync(CancellationToken cancellationToken)
    {
        var transfer = await client.OpenTransferAsync(file, cancellationToken);
        var (address, roundTrip) = await client.FindPeerAsync(cancellationToken);
        if (transfer is not { Port: > 0 and <= IPEndPoint.MaxPort, Size: >= 0, File.Length: > 0 and <= MaxName }
            || Decode(transfer.Ticket, TicketBytes) is not { } ticket || Decode(transfer.Secret, SecretBytes) is not { } secret
            || transfer.Sha256 is not { Length: 2 * SecretBytes } sha256 || !sha256.All(char.IsAsciiHexDigitLower))
            throw Checked.Incomplete();
        return new TransferGrant(
            new IPEndPoint(address, transfer.Port), new TicketGrant(ticket, secret, (AeadSupport)transfer.Aeads), "", transfer.File, transfer.Size,
            Convert.FromHexString(sha256), roundTrip);
    }

    static byte[]? Decode(string? text, int length)
    {
        var bytes = new byte[length];
        return text is not null && Base64Url.IsValid(text, out var decoded) && decoded == length
            && Base64Url.TryDecodeFromChars(text, bytes, out var written) && written == length
            ? bytes
            : null;
    }
}
