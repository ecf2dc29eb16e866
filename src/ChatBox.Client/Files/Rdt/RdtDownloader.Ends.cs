using ChatBox.Rdt;
using ChatBox.Rdt.Udp;

namespace ChatBox.Client.Files.Rdt;

// What the end of a transfer means for who waits for the file.
sealed partial class RdtDownloader
{
    /// <returns>Null where another transfer is to follow at once.</returns>
    /// <exception cref="ChatException">Why there is no file yet.</exception>
    Task<DownloadResult?> JudgeAsync(FileDownload download, TransferGrant grant)
    {
        if (download.Failure is { } failure) throw new ConnectionException($"UDP cannot be used: {failure.Message}", failure);
        switch (download.EndReason)
        {
            case EndReason.Unreachable:
                return HandleUnansweredAsync(grant);
            case EndReason.OtherVersion when FallsBack:
                isOtherVersion = true;
                return Again;
            case EndReason.OtherVersion:
                throw new ProtocolViolationException("The server speaks another version of RDT. Use --via http.");
            case EndReason.TimedOut:
                throw new ConnectionException("Nothing has come through for half a minute.");
            case EndReason.Reset:
                throw new ConnectionException("The server has forgotten the transfer.");
            default:
                return HandleClosedAsync(download.EndCode, grant);
        }
    }

    static Task<DownloadResult?> Again => Task.FromResult<DownloadResult?>(null);

    Task<DownloadResult?> HandleUnansweredAsync(TransferGrant grant)
    {
        if (++unanswered < UnansweredTries || FallsBack) return Again;
        throw new UnansweredException(
            $"Nothing answers at UDP port {grant.Server.Port} of {grant.Server.Address}: something on the way blocks it. Use --via http.");
    }

    Task<DownloadResult?> HandleClosedAsync(CloseCode code, TransferGrant grant)
    {
        switch (code)
        {
            // The server kept a pause for its ten minutes, and the person was not at the keyboard: it goes on from there.
            case CloseCode.PauseExpired:
                return Again;
            case CloseCode.GrantRefused when ++refused < RefusedTries:
                return Again;
            case CloseCode.GrantRefused:
                throw new RefusedException("not_allowed", $"The server does not give {name} to you, or not any more.");
            case CloseCode.Busy:
                throw new RefusedException("server_busy", "The server sends as many files as it can already.");
            case CloseCode.GoingAway:
                throw new RefusedException("going_away", "The server is stopping.");
            case CloseCode.NoFile when !hasChanged:
                throw new RefusedException("no_such_file", $"{name} is not there any more.");
            case CloseCode.NoFile or CloseCode.FileChanged:
                hasChanged = true;
                throw new ConnectionException($"{name} has changed on the server.");
            case CloseCode.WrongFile or CloseCode.BadOffset when target.Received > 0 && grant.Sha256 is null:
                BeginAnew("The file has changed on the server. It begins anew.");
                target.Begin(null, null);
                return Again;
            case CloseCode.WrongFile:
                throw new DamagedFileException($"{name} is not the file that was promised: the server offers another.");
            // This side closed: what it had in its hands for the disk stayed there for too long. That may pass, and the part is good.
            case CloseCode.Storage:
                throw new ConnectionException("The disk does not take the bytes as fast as they come.");
            case CloseCode.Stalled or CloseCode.TooSlow or CloseCode.NumberLimit or CloseCode.Cancelled or CloseCode.Done:
                throw new ConnectionException("The server has ended the transfer.");
            default:
                throw new ProtocolViolationException($"The transfer broke the protocol (code {(int)code}).");
        }
    }
}
