using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using ChatBox.Client.Files.Rdt;
using ChatBox.Protocol.Json;
using ChatBox.Rdt;
using ChatBox.Rdt.Security;
using ChatBox.Rdt.Udp;
using RdtFileInfo = ChatBox.Rdt.FileInfo;

namespace ChatBox.Client.Tests.Files.Rdt;

/// <summary>A server of one file by RDT on loopback, which can break every promise, and the grants for it.</summary>
sealed class RdtHouse(byte[] file) : IGrants, ITransferGrants, IFileSource, IDisposable
{
    readonly byte[] resetKey = RandomNumberGenerator.GetBytes(32);
    readonly GrantBook book = new(SecureRandomSource.Instance, Aeads.Local);
    readonly Lock gate = new();
    TransferListener? listener;
    IPEndPoint at = new(IPAddress.Loopback, 0);
    int asked;

    /// <summary>What is sent; what is promised is <see cref="Promised"/>.</summary>
    public byte[] Bytes { get; set; } = file;

    public RdtFileInfo Promised { get; set; } = InfoOf(file);

    /// <summary>What the server says over RDT; null for what was promised.</summary>
    public RdtFileInfo? Said { get; set; }

    /// <summary>Grants by address and not by ticket, as the text door gives them.</summary>
    public bool IsByAddress { get; set; }

    /// <summary>What admission says instead of an offer.</summary>
    public CloseCode? Refusal { get; set; }

    /// <summary>Is told at each reading; false for a file that has changed.</summary>
    public Func<long, bool>? OnRead { get; set; }

    /// <summary>The first grant is used up by a client that never hears of it, as when every answer to it is lost.</summary>
    public bool UsesUpTheFirst { get; set; }

    /// <summary>Is asked for each grant before it is given.</summary>
    public Action<int>? OnAsk { get; set; }

    /// <summary>Ends when a transfer has ended and is forgotten.</summary>
    public TaskCompletionSource Forgotten { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Asked => asked;

    public static RdtFileInfo InfoOf(byte[] bytes) => new(bytes.Length, SHA256.HashData(bytes), "file.bin");

    public RdtHouse Open()
    {
        listener = TransferListener.Start(at, new EndpointOptions { ResetKey = resetKey, Forgotten = _ => Forgotten.TrySetResult() }, this, TimeProvider.System);
        at = listener.LocalEndPoint;
        return this;
    }

    /// <summary>Without a word, as a kill does it.</summary>
    public void Kill() => listener!.Dispose();

    public void Close(CloseCode code) => listener!.Close(this, code, "closed by the test");

    public Task<TransferGrant> AskAsync(CancellationToken cancellationToken)
    {
        asked++;
        OnAsk?.Invoke(asked);
        lock (gate)
        {
            var (now, me) = (TransferListener.TimeOf(TimeProvider.System), PeerAddress.From([127, 0, 0, 1], 0));
            FileOffer Offer() => new(Said ?? Promised, this);
            if (IsByAddress)
            {
                Assert.True(book.TryIssueForAddress(now, "alice", me, "alice", "file", Offer));
                if (UsesUpTheFirst && asked == 1) book.Admit(now, new TransferRequest(default, me, "alice", "file", 0));
                return Task.FromResult(new TransferGrant(at, null, "alice", "file", null, null, null));
            }

            Assert.True(book.TryIssueTicket(now, "alice", me, "file", Offer, null, out var ticket));
            if (UsesUpTheFirst && asked == 1) book.Admit(now, new TransferRequest(ticket.Ticket, me, "", "file", 0));
            return Task.FromResult(new TransferGrant(at, ticket, "", "file", Promised.Length, Promised.Sha256, null));
        }
    }

    /// <summary>A grant as docs/protocol.md has it.</summary>
    public TransferObject Ticket()
    {
        var grant = AskAsync(CancellationToken.None).Result;
        var (ticket, secret) = (Base64Url.EncodeToString(grant.Ticket!.Ticket), Base64Url.EncodeToString(grant.Ticket.Secret));
        return new TransferObject(at.Port, ticket, secret, (int)grant.Ticket.Aeads, grant.File, Promised.Length, Convert.ToHexStringLower(Promised.Sha256));
    }

    public bool TryRead(long offset, Span<byte> bytes)
    {
        if (OnRead?.Invoke(offset) == false || offset + bytes.Length > Bytes.Length) return false;
        Bytes.AsSpan((int)offset, bytes.Length).CopyTo(bytes);
        return true;
    }

    public bool TryGetSecret(ReadOnlySpan<byte> ticket, Span<byte> secret)
    {
        lock (gate) return book.TryGetSecret(ticket, secret);
    }

    public Admission Admit(TimeSpan now, TransferRequest request)
    {
        if (Refusal is { } refusal) return Admission.Refuse(refusal);
        lock (gate) return book.Admit(now, request);
    }

    public void Dispose() => listener?.Dispose();
}
