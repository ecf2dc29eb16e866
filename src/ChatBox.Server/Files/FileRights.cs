using ChatBox.Core.Conversations;
using ChatBox.Core.Files;
using ChatBox.Core.People;
using ChatBox.Server.Sessions;
using ChatBox.Server.Storage;

namespace ChatBox.Server.Files;

/// <summary>Who may read which file: the owner while it is in no message, else who may read the conversation. Thread-safe.</summary>
sealed class FileRights(ChatHost host, FileReader files)
{
    /// <summary>The file; null where there is none, or none that this person may know of.</summary>
    public async Task<StoredFile?> FindAsync(PersonId person, FileId id, CancellationToken cancellationToken) =>
        await files.FindAsync(id, cancellationToken) is { } stored && MayRead(person, stored) ? stored : null;

    /// <summary>Whether it is still so, and still that content: asked while it is sent.</summary>
    public async Task<bool> StillAsync(PersonId person, StoredFile sent, CancellationToken cancellationToken) =>
        await FindAsync(person, sent.File.Id, cancellationToken) is { } now && now.File.Sha256 == sent.File.Sha256;

    bool MayRead(PersonId person, StoredFile stored)
    {
        // Who has logged out for good is in no conversation, the lobby included.
        var conversation = stored.Message?.Conversation ?? ConversationId.Lobby;
        return (stored.Message is not null || stored.Owner == person) && host.Ask(chat => chat.CanRead(person, conversation));
    }
}
