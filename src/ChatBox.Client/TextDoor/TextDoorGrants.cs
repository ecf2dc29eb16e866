using System.Globalization;
using System.Net;
using ChatBox.Client.Files.Rdt;
using ChatBox.Protocol.Text;

namespace ChatBox.Client;

/// <summary>Grants for one file by the text door: joins when it is needed, and again where the connection broke. Not thread-safe.</summary>
sealed class TextDoorGrants(TextDoorAddress server, string name, string file, TimeProvider clock) : ITransferGrants, IAsyncDisposable
{
    TextDoorConnection? connection;

    /// <summary>Joins.</summary>
    /// <exception cref="ChatException">The server is not there, or does not take the name.</exception>
    public async Task<TextDoorConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        if (connection is not null) return connection;
        var opened = await TextDoorConnection.OpenAsync(server, clock, cancellationToken);
        try
        {
            var answer = await opened.AskAsync(
                new TextMessage { Sender = name, Request = TextWords.Connect }, TextWords.ConnectResponse, cancellationToken);
            if (answer != TextWords.True)
                throw new RefusedException("name_taken", $"The name {name} is taken, or is none. Give another with --as.");
            return connection = opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    public async Task<TransferGrant> AskAsync(CancellationToken cancellationToken)
    {
        var door = await ConnectAsync(cancellationToken);
        try
        {
            var answer = await door.AskAsync(
                new TextMessage { Sender = name, Request = TextWords.Download, Message = file }, TextWords.DownloadResponse, cancellationToken);
            if (answer == TextWords.Err) throw new RefusedException("no_such_file", $"There is no file {file} on the server.");
            if (!int.TryParse(answer, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > IPEndPoint.MaxPort)
                throw new ProtocolViolationException("The server answers a download with no port.");
            return new TransferGrant(new IPEndPoint(door.Address, port), null, name, file, null, null, door.RoundTrip);
        }
        catch (ConnectionException)
        {
            door.Dispose();
            connection = null;
            throw;
        }
    }

    /// <summary>Says goodbye, so that the name is free at once.</summary>
    public async ValueTask DisposeAsync()
    {
        if (connection is null) return;
        try
        {
            using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2), clock);
            await connection.AskAsync(new TextMessage { Sender = name, Request = TextWords.Disconnect }, TextWords.DisconnectResponse, soon.Token);
        }
        catch (Exception e) when (e is ChatException or OperationCanceledException)
        {
            // The connection's end says it as well.
        }

        connection.Dispose();
    }
}
