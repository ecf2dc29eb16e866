using ChatBox.Protocol.Json;

namespace ChatBox.Client.Requests;

/// <summary>
/// The serializer leaves null what a server leaves out. Nothing of an answer reaches the caller before what its type promises is there.
/// </summary>
static class Checked
{
    public static bool IsWhole(MessageObject? message) =>
        message is { Conversation: not null, Number: > 0, Author: { Id: not null, Name: not null }, ClientId: not null, Text: not null }
        && (message.File is null || IsWhole(message.File));

    public static bool IsWhole(FileObject? file) =>
        file is { Id.Length: > 0, Name.Length: > 0, Type: not null, State: not null, Size: null or >= 0, Received: null or >= 0 };

    public static bool IsWhole(SharedFileObject? file) => file is { Path.Length: > 0, Size: >= 0 };

    public static bool IsWhole(PersonObject? person) => person is { Id: not null, Name: not null, Presence: not null };

    public static bool IsWhole(ConversationObject? conversation) =>
        conversation is { Id: not null, Kind: not null, Name: not null, Last: null or >= 0 }
        && (conversation.LastMessage is null || IsWhole(conversation.LastMessage))
        && (conversation.Person is null || IsWhole(conversation.Person));

    public static T Required<T>(T? value, Func<T, bool> isWhole)
        where T : class =>
        value is not null && isWhole(value) ? value : throw Incomplete();

    public static IReadOnlyList<T> Required<T>(IReadOnlyList<T>? values, Func<T, bool> isWhole) =>
        values is not null && values.All(isWhole) ? values : throw Incomplete();

    public static ProtocolViolationException Incomplete() => new("The server's answer lacks a part that it promises.");
}
