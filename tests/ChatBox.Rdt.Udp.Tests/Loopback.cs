using System.Net;
using System.Security.Cryptography;
using ChatBox.Rdt.Connections;
using ChatBox.Rdt.Security;

namespace ChatBox.Rdt.Udp.Tests;

/// <summary>A listener on loopback that offers one file, and downloads from it.</summary>
sealed class Loopback : IGrants, IDisposable
{
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    readonly GrantBook book = new(SecureRandomSource.Instance, Aeads.Local);
    readonly Lock gate = new();
    int holders;

    public Loopback(byte[] file, EndpointOptions? options = null, IPEndPoint? at = null)
    {
        Source = new MemorySource(file);
        Info = new FileInfo(file.Length, SHA256.HashData(file), "file.bin");
        Listener = TransferListener.Start(
            at ?? new IPEndPoint(IPAddress.Loopback, 0),
            (options ?? new EndpointOptions()) with { Forgotten = _ => Interlocked.Increment(ref forgotten) },
            this,
            TimeProvider.System,
            failures.Add);
    }

    public MemorySource Source { get; }

    public FileInfo Info { get; }

    public TransferListener Listener { get; }

    public int Forgotten => Volatile.Read(ref forgotten);

    public TicketGrant Ticket(TimeSpan? roundTrip = null)
    {
        lock (gate)
        {
            Assert.True(book.TryIssueTicket(
                TransferListener.TimeOf(TimeProvider.System), $"person {holders++}", PeerAddress.From([127, 0, 0, 1], 0), "file", () => new FileOffer(Info, Source),
                roundTrip, out var ticket));
            return ticket;
        }
    }

    public ReceiverOptions Options() => new() { Ticket = Ticket(), File = "file", ExpectedLength = Info.Length, ExpectedSha256 = Info.Sha256 };

    public void Dispose()
    {
        Listener.Dispose();
        Assert.Empty(failures);
    }

    bool IGrants.TryGetSecret(ReadOnlySpan<byte> ticket, Span<byte> secret)
    {
        lock (gate) return book.TryGetSecret(ticket, secret);
    }

    Admission IGrants.Admit(TimeSpan now, TransferRequest request)
    {
        lock (gate) return book.Admit(now, request);
    }

    readonly List<Exception> failures = [];
    int forgotten;
}

/// <summary>A file in memory, which can change.</summary>
sealed class MemorySource(byte[] file) : IFileSource
{
    volatile bool isChanged;

    /// <summary>From now on every reading finds another file.</summary>
    public void Change() => isChanged = true;

    public bool TryRead(long offset, Span<byte> bytes)
    {
        if (isChanged) return false;
        file.AsSpan((int)offset, bytes.Length).CopyTo(bytes);
        return true;
    }
}

/// <summary>Collects a file in memory, and checks it when it is whole.</summary>
sealed class MemoryHandler(int length, int start = 0) : IDownloadHandler
{
    public byte[] File { get; } = new byte[length];

    /// <summary>The hash was right.</summary>
    public bool IsConfirmed { get; private set; }

    public bool CanWrite { get; set; } = true;

    public Action<TimeSpan, FileReceiver>? OnRound { get; set; }

    public long Received => Volatile.Read(ref received);

    public bool TryWrite(long offset, ReadOnlySpan<byte> bytes)
    {
        if (!CanWrite) return false;
        Assert.True(offset >= start, "bytes below the start");
        bytes.CopyTo(File.AsSpan((int)offset));
        return true;
    }

    public void HandleRound(TimeSpan now, FileReceiver receiver)
    {
        Volatile.Write(ref received, receiver.ContiguousOffset);
        OnRound?.Invoke(now, receiver);
        if (receiver.IsWhole && !IsConfirmed && !receiver.IsEnded) IsConfirmed = receiver.Confirm(now, SHA256.HashData(File));
    }

    long received;
}
