using ChatBox.Client;
using ChatBox.Core.People;
using ChatBox.Protocol.Json;

namespace ChatBox.Recipients;

/// <summary>Whom a message goes to, or whose messages are read: a conversation, and how it is written on the command line.</summary>
sealed record Recipient(ConversationObject Conversation, string Label)
{
    const char RoomSign = '#';
    const string Room = "room";
    const string LobbyLabel = "#lobby";
    const string LobbyWord = "lobby";

    /// <summary>
    /// No text, <c>lobby</c> or <c>#lobby</c> is the lobby; <c>#room</c> a room one is in, or a public one, which is joined; anything else
    /// the name of a person. Names are compared by what people see.
    /// </summary>
    /// <exception cref="CommandException">There is none, or the name is that of several.</exception>
    public static async Task<Recipient> FindAsync(ChatClient client, string? text, CancellationToken cancellationToken)
    {
        if (text is null
            || text.Equals(LobbyLabel, StringComparison.OrdinalIgnoreCase) || text.Equals(LobbyWord, StringComparison.OrdinalIgnoreCase))
            return new Recipient(await client.GetConversationAsync(ChatClient.Lobby, cancellationToken), LobbyLabel);

        return text[0] == RoomSign
            ? new Recipient(await FindRoomAsync(client, text[1..], cancellationToken), text)
            : new Recipient(await OpenDirectAsync(client, text, cancellationToken), text);
    }

    static async Task<ConversationObject> FindRoomAsync(ChatClient client, string name, CancellationToken cancellationToken)
    {
        var own = (await client.GetConversationsAsync(cancellationToken)).Where(c => c.Kind == Room && IsSame(c.Name, name)).ToList();
        // Private rooms of different people may be called the same; a public name is one room's alone.
        if (own.Count > 1) own = [.. own.Where(room => !room.Private)];
        if (own.Count == 1) return own[0];

        var found = (await client.FindAsync(name, cancellationToken)).Rooms.Where(
            room => IsSame(room.Name, name) && !room.Private).ToList();
        if (found.Count == 1) return await client.JoinRoomAsync(found[0].Id, cancellationToken);
        throw new CommandException(
            ExitCodes.NotFound, $"There is no room {name} that you can be in, or there are several. See 'chatbox rooms'.");
    }

    static async Task<ConversationObject> OpenDirectAsync(ChatClient client, string name, CancellationToken cancellationToken)
    {
        var person = (await client.FindAsync(name, cancellationToken)).People.FirstOrDefault(
            found => IsSame(found.Name, name) && !found.Gone)
            // Finding gives ten; where many names begin alike, the list of all who are here still has the one.
            ?? (await client.GetPeopleAsync(cancellationToken)).FirstOrDefault(here => IsSame(here.Name, name))
            ?? throw new CommandException(ExitCodes.NotFound, $"There is nobody here called {name}. See 'chatbox people'.");
        return await client.OpenDirectAsync(person.Id, cancellationToken);
    }

    static bool IsSame(string one, string other) => PersonName.KeyOf(one) is { } key ? key == PersonName.KeyOf(other) : one == other;
}
