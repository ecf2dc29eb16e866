using System.Diagnostics.CodeAnalysis;
using ChatBox.Core.Conversations;
using ChatBox.Core.Events;
using ChatBox.Core.Files;
using ChatBox.Core.Messages;

namespace ChatBox.Core;

public sealed partial class Chat
{
    readonly UploadBoard uploads = new();

    /// <summary>
    /// So many bytes of an upload are durable. Those who can read the message with it are told, at most once a second; of what is no
    /// upload, or not any more, nobody is.
    /// </summary>
    public void HandleReceived(FileId file, long received, DateTimeOffset now, ICollection<Notice> news)
    {
        if (uploads.HandleReceived(file, received, now) is not var (id, number)) return;
        if (!conversations.TryGetValue(id, out var conversation)) return;
        news.Add(new Notice(AudienceOf(conversation), new UploadEvent(id, number, received)));
    }

    /// <summary>An upload that was begun before this process, and the message that refers to it.</summary>
    public void RestoreUpload(FileId file, (ConversationId Conversation, long Number)? message)
    {
        uploads.Add(file);
        if (message is var (conversation, number)) uploads.Attach(file, conversation, number);
    }

    /// <summary>The message with how far the upload of its file is, where it goes on.</summary>
    [return: NotNullIfNotNull(nameof(message))]
    public Message? WithProgress(Message? message) => message is { File: { IsUnderWay: true } file }
        ? message with { File = file with { Received = uploads.ReceivedOf(file.Id) } }
        : message;
}
