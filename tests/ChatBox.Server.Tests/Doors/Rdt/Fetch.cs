using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using ChatBox.Rdt;
using ChatBox.Rdt.Connections;
using ChatBox.Rdt.Security;
using ChatBox.Rdt.Udp;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Doors.Rdt;

/// <summary>One download by RDT into memory, as docs/rdt.md and docs/protocol.md describe it.</summary>
sealed class Fetch : IDownloadHandler, IDisposable
{
    readonly FileDownload download;
    byte[] bytes = [];

    Fetch(IPEndPoint server, ReceiverOptions options)
    {
        download = new FileDownload(server, options, this, TimeProvider.System);
        download.Start();
    }

    public byte[] Bytes => bytes;

    public bool IsRight { get; private set; }

    public EndReason EndReason => download.EndReason;

    public CloseCode EndCode => download.EndCode;

    /// <summary>Ends when the pause holds.</summary>
    public TaskCompletionSource Paused { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    bool mayProceed;

    /// <summary>By the ticket that a <c>transfer</c> was answered with.</summary>
    public static Fetch By(JsonElement answer, long? pauseAt = null, Func<ReceiverOptions, ReceiverOptions>? change = null)
    {
        var transfer = answer.At("transfer");
        var ticket = new TicketGrant(Bytes64(transfer.Text("ticket")), Bytes64(transfer.Text("secret")), (AeadSupport)transfer.At("aeads").GetInt32());
        var options = new ReceiverOptions { Ticket = ticket, File = transfer.Text("file"), PauseAt = pauseAt, ExpectedLength = transfer.At("size").GetInt64() };
        return new Fetch(new IPEndPoint(IPAddress.Loopback, transfer.At("port").GetInt32()), change?.Invoke(options) ?? options);
    }

    /// <summary>By the port that the text door gave.</summary>
    public static Fetch By(int port, string name, string file) => new(
        new IPEndPoint(IPAddress.Loopback, port), new ReceiverOptions { Name = name, File = file, HandshakeTimeout = TimeSpan.FromSeconds(5) });

    public Task EndAsync() => download.Ended.WaitAsync(TimeSpan.FromSeconds(60));

    public void Proceed()
    {
        Volatile.Write(ref mayProceed, true);
        download.Wake();
    }

    public bool TryWrite(long offset, ReadOnlySpan<byte> piece)
    {
        if (bytes.Length < offset + piece.Length) Array.Resize(ref bytes, (int)Math.Max(offset + piece.Length, bytes.Length * 2));
        piece.CopyTo(bytes.AsSpan((int)offset));
        return true;
    }

    public void HandleRound(TimeSpan now, FileReceiver receiver)
    {
        if (receiver is { IsPaused: true, IsConnected: true }) Paused.TrySetResult();
        if (Volatile.Read(ref mayProceed) && receiver.IsPaused) receiver.Proceed(now);
        if (!receiver.IsWhole || IsRight || receiver.IsEnded) return;
        Array.Resize(ref bytes, (int)receiver.Info!.Length);
        IsRight = receiver.Confirm(now, SHA256.HashData(bytes));
    }

    public void Dispose() => download.Dispose();

    static byte[] Bytes64(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);
}
