using ChatBox.Core;
using ChatBox.Core.Calls;
using ChatBox.Core.Conversations;
using ChatBox.Core.Events;
using ChatBox.Core.Files;
using ChatBox.Core.Messages;
using ChatBox.Core.People;
using ChatBox.Protocol.Text;
using ChatBox.Server.Delivery;
using ChatBox.Server.Sessions;

namespace ChatBox.Server.Doors.Text;

/// <summary>
/// News as one connection of the text door is told of it: messages, who came and who went. Every message is addressed to the name of
/// this connection, so nothing is shared between connections.
/// </summary>
sealed class TextDialect(Person self, string server, TextSpelling spelling, TextOutput output) : IDialect
{
    readonly string name = self.Name.Text;

    // Rooms that somebody of the page has brought this guest into. The protocol knows no rooms, so their messages say which it is.
    readonly Dictionary<ConversationId, string> rooms = [];

    // Calls that this guest was told of, by their conversations.
    readonly Dictionary<ConversationId, CallId> calls = [];

    public ReadOnlyMemory<byte> Encode(SharedEvent news) => news.Event switch
    {
        MessageEvent { Message: { Call: not null } line } => FromServer(TextOf(line)),
        MessageEvent { Message: var said } =>
            Received(said.Author.Name.Text, TextOf(said), mayBeLost: said.Conversation == ConversationId.Lobby),
        // One's own goodbye is the answer to it.
        PersonEvent { News: PersonNews.Went or PersonNews.Goodbye, Person.Person: var person } when person.Id == self.Id => default,
        PersonEvent { News: PersonNews.Came, Person.Person.Name: var who } => FromServer($"{who} has joined the chat"),
        PersonEvent { News: PersonNews.Went, Person.Person.Name: var who } => FromServer($"{who} has left the chat"),
        PersonEvent { News: PersonNews.Goodbye, Person.Person.Name: var who } => FromServer($"{who} has left the chat. Goodbye!"),
        ConversationEvent { View: { Info: { Kind: ConversationKind.Room } info, Joined: true } } when rooms.TryAdd(info.Id, info.Name!.Text)
            => FromServer($"You are in the room {info.Name} now. Its messages begin with its name; only the page can answer there."),
        ConversationGoneEvent gone when rooms.Remove(gone.Conversation, out var room) =>
            FromServer($"You are no longer in the room {room}."),
        CallEvent { Call: var call } => CallNews(call),
        _ => default,
    };

    public ReadOnlyMemory<byte> EncodeGoodbye(Refusal reason) =>
        TextBytes.Encode(TextKind.Notice, TextReply.Error(reason).ToMessage(server, name, sequence: null), spelling);

    public ReadOnlyMemory<byte> EncodeLost(int count) => TextBytes.Encode(
        TextKind.Notice,
        TextReply.Received(
            TextWords.Server, $"{count} messages of the lobby are missing here: more came than go out without newlines.", name),
        spelling);

    // That there is a call is told once; its end is told by its line.
    ReadOnlyMemory<byte> CallNews(CallView call)
    {
        if (call.State == CallState.Ended)
        {
            calls.Remove(call.Conversation);
            return default;
        }

        if (calls.TryGetValue(call.Conversation, out var known) && known == call.Id) return default;
        calls[call.Conversation] = call.Id;
        var place = rooms.TryGetValue(call.Conversation, out var room) ? $" in the room {room}" : "";
        return FromServer($"{call.By.Name} has begun a call{place}. You cannot take part from here: only the page can.");
    }

    string TextOf(Message message)
    {
        var text = message.File is { } file ? $"{Announce(file)} {message.Text}".TrimEnd() : message.Text.Value;
        return rooms.TryGetValue(message.Conversation, out var room) ? $"[{room}] {text}" : text;
    }

    // The protocol has no words for getting it, for what becomes of an offer, or for taking back what was said: those are left out.
    static string Announce(ChatFile file) => file.Size is { } size ? $"[file: {file.Name}, {FileSize.Of(size)}]" : $"[file: {file.Name}]";

    ReadOnlyMemory<byte> FromServer(string text) => Received(TextWords.Server, text, mayBeLost: true);

    ReadOnlyMemory<byte> Received(string sender, string text, bool mayBeLost)
    {
        var frame = TextBytes.Encode(TextKind.News, TextReply.Received(sender, text, name), spelling);
        // Whoever reads lines reads as fast as the network; only spaced answers pile up by our own doing.
        return output.Backlog.TryAdd(frame.Length, mayBeLost && !output.Lines) ? frame : default;
    }
}
