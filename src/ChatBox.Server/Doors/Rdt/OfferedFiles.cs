using ChatBox.Core;
using ChatBox.Core.Commands;
using ChatBox.Core.Conversations;
using ChatBox.Core.Files;
using ChatBox.Core.People;
using ChatBox.Server.Files;
using ChatBox.Server.Files.Blobs;
using ChatBox.Server.Files.Share;
using ChatBox.Server.Files.Uploads;
using ChatBox.Server.Sessions;
using Microsoft.Win32.SafeHandles;
using FileInfo = ChatBox.Rdt.FileInfo;

namespace ChatBox.Server.Doors.Rdt;

/// <summary>
/// Finds the files that may be fetched: those of messages and those of the host's share, by the same rights as over HTTP. Thread-safe.
/// </summary>
/// <param name="share">Null where nothing is shared.</param>
sealed class OfferedFiles(
    ChatHost host, FileRights rights, BlobStore blobs, UploadStore uploads, ShareHashes hashes, TimeProvider clock, ShareIndex? share = null)
{
    /// <summary>Who asks waits for the hash of a large shared file so long; then it is told to ask again.</summary>
    static readonly TimeSpan HashPatience = TimeSpan.FromSeconds(5);
    static readonly TimeSpan HashPoll = TimeSpan.FromMilliseconds(50);

    public Task<(OfferedFile? File, Refusal? Refusal)> FindAsync(PersonId person, OpenTransfer command, CancellationToken cancellationToken) =>
        command.File is { } id ? FindSentAsync(person, id, cancellationToken) : FindSharedAsync(person, command.Path!, cancellationToken);

    async Task<(OfferedFile?, Refusal?)> FindSentAsync(PersonId person, FileId id, CancellationToken cancellationToken)
    {
        if (await rights.FindAsync(person, id, cancellationToken) is not { } stored) return (null, Refusals.NoSuchFile);
        if (stored.File.State.IsFreed()) return (null, Refusals.FileGone);
        if (!stored.File.IsReady || stored.Sha256 is not { } sha256 || stored.File.Size is not { } size) return (null, Refusals.UploadUnfinished);
        var info = new FileInfo(size, sha256, LabelOf(stored.File.Name.Text));
        return (new OfferedFile(info, Open, () => rights.StillAsync(person, stored, CancellationToken.None)), null);

        (SafeFileHandle, FileIdentity)? Open()
        {
            // For a moment after it became whole it still lies among the uploads.
            if (!IsHere(person) || (blobs.TryOpen(sha256) ?? uploads.TryOpen(id.ToString())) is not { } file) return null;
            var identity = Native.IdentityOf(file);
            if (identity.Size == size) return (file, identity);
            file.Dispose();
            return null;
        }
    }

    async Task<(OfferedFile?, Refusal?)> FindSharedAsync(PersonId person, string path, CancellationToken cancellationToken)
    {
        // Looked up, not put together: what was not listed is not there.
        if (share?.Find(path) is not { } entry) return (null, Refusals.NoSuchFile);
        if (await HashAsync(entry, cancellationToken) is not { } sha256) return (null, Refusals.ServerBusy);
        var info = new FileInfo(entry.Size, sha256, LabelOf(path[(path.LastIndexOf('/') + 1)..]));
        return (new OfferedFile(info, Open, () => Task.FromResult(IsHere(person))), null);

        (SafeFileHandle, FileIdentity)? Open() =>
            IsHere(person) && ShareFile.TryOpen(entry, share.Root) is { } file ? (file, entry.Identity) : null;
    }

    async Task<byte[]?> HashAsync(ShareEntry entry, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        while (true)
        {
            if (hashes.Of(entry) is { } hash) return hash;
            // Again each time: the line of those that wait may have been full.
            hashes.Ask(entry);
            if (clock.GetElapsedTime(start) >= HashPatience) return null;
            await Task.Delay(HashPoll, clock, cancellationToken);
        }
    }

    // Who has logged out for good is in no conversation, the lobby included.
    bool IsHere(PersonId person) => host.Ask(chat => chat.CanRead(person, ConversationId.Lobby));

    // RDT carries no name that any system could take for a path.
    static string LabelOf(string name)
    {
        var label = string.Concat(name.Select(sign => sign is '/' or '\\' or ':' || char.IsControl(sign) ? '_' : sign));
        return label is "" or "." or ".." ? "_" : label;
    }
}
