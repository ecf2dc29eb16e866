using ChatBox.Core;
using ChatBox.Core.Conversations;
using ChatBox.Core.Events;
using ChatBox.Core.Files;
using ChatBox.Core.Messages;
using ChatBox.Core.People;
using ChatBox.Core.Presence;

namespace ChatBox.Protocol.Json;

/// <summary>From what the core says to what stands on the wire.</summary>
public static class WireMapping
{
    /// <summary>Characters of a conversation's last line in a list: a line of preview, not the message.</summary>
    const int PreviewLength = 200;

    public static PersonObject ToWire(this PersonView view) =>
        new(view.Person.Id.ToString(), view.Person.Name.Text, ToWire(view.Presence), view.Person.IsGuest, view.Person.IsGone);

    public static AuthorObject ToAuthor(this Person person) => new(person.Id.ToString(), person.Name.Text, person.IsGuest);

    public static MessageObject ToWire(this Message message) =>
        new(message.Conversation.ToString(), message.Number, message.Author.ToAuthor(), message.ClientId.Value, message.Text.Value, message.Time,
            message.File?.ToWire(), message.IsDeleted, message.Change, message.Call?.ToWire());

    public static FileObject ToWire(this ChatFile file) => new(
        file.Id.ToString(), file.Name.Text, file.Size, file.Type, FileWords.Of(file.State), file.IsReady, file.Received, file.Sha256,
        file.Width, file.Height, file.HasThumbnail);

    public static ConversationObject ToWire(this ConversationView view)
    {
        var info = view.Info;
        return new ConversationObject(
            info.Id.ToString(), ToWire(info.Kind), NameOf(view), info.IsPrivate, view.Members, view.Joined, info.Maker?.ToString(),
            view.Joined ? view.Last : null, view.Joined ? view.Read : null, view.LastMessage is { } last ? Preview(last) : null,
            view.Other?.ToWire(), view.Changes > 0 ? view.Changes : null, view.Call?.ToWire());
    }

    public static ServerFrame ToFrame(this ChatEvent chatEvent) => chatEvent switch
    {
        MessageEvent message => new MessageFrame(message.Message.ToWire()),
        ChangedEvent changed => new ChangedFrame(changed.Message.ToWire()),
        UploadEvent upload => new UploadFrame(upload.Conversation.ToString(), upload.Number, upload.Received),
        ShareEvent => new ShareFrame(),
        ConversationEvent conversation => new ConversationFrame(conversation.View.ToWire()),
        ConversationGoneEvent gone => new ConversationGoneFrame(gone.Conversation.ToString(), gone.ByMaker ? "removed" : "left"),
        MembersEvent members => new MembersFrame(members.Conversation.ToString(), members.Members),
        PersonEvent person => new PersonFrame(person.Person.ToWire(), person.News == PersonNews.Goodbye),
        ReadEvent read => new ReadFrame(read.Conversation.ToString(), read.Number),
        CallEvent call => new CallFrame(call.Call.ToWire()),
        CallSignalEvent signal => signal.ToFrame(),
        TypingEvent typing => new TypingFrame(typing.Conversation.ToString(), typing.Person.ToAuthor()),
        _ => throw new ArgumentOutOfRangeException(nameof(chatEvent), chatEvent, "an event without a frame"),
    };

    public static ErrorFrame ToFrame(this Refusal refusal, string? id) => new(id, refusal.Code, refusal.Message);

    public static string NameOf(ConversationView view) => view.Info.Kind switch
    {
        ConversationKind.Lobby => "Lobby",
        ConversationKind.Room => view.Info.Name!.Text,
        _ => view.Other!.Person.Name.Text,
    };

    static string ToWire(PresenceState state) => state switch
    {
        PresenceState.Online => "online",
        PresenceState.Away => "away",
        _ => "offline",
    };

    static string ToWire(ConversationKind kind) => kind switch
    {
        ConversationKind.Lobby => "lobby",
        ConversationKind.Room => "room",
        _ => "direct",
    };

    static MessageObject Preview(Message message)
    {
        var whole = message.ToWire();
        return whole with { Text = whole.Text.Beginning(PreviewLength) };
    }
}
