using System.Text.Json.Serialization;

namespace ChatBox.Protocol.Json;

/// <summary>A person, as docs/protocol.md, "Objects", has it.</summary>
public sealed record PersonObject(
    string Id, string Name, string Presence, bool Guest, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Gone = false);

/// <summary>Who wrote a message, with the name of now.</summary>
public sealed record AuthorObject(string Id, string Name, bool Guest);

public sealed record MessageObject(
    string Conversation, long Number, AuthorObject Author, string ClientId, string Text, DateTimeOffset Time);

/// <summary>A conversation as one person sees it. Members that do not apply are absent.</summary>
public sealed record ConversationObject(
    string Id, string Kind, string Name, bool Private, int Members, bool Joined, string? Maker = null,
    long? Last = null, long? Read = null, MessageObject? LastMessage = null, PersonObject? Person = null);

public sealed record SearchResultObject(MessageObject Message, string ConversationName);

public sealed record ServerObject(string Id, string Name, string Version);

public sealed record LimitsObject(int Text, int Name);
