namespace ChatBox.Protocol.Json;

// Answers of the HTTP API, as docs/protocol.md, "HTTP", has them.

public sealed record ServerInfo(string Id, string Name, string Version, bool CodeRequired, MeObject? Me = null, string? ComeBackAs = null);

/// <summary>Who has joined. The token is given once; only its hash is stored.</summary>
public sealed record JoinedObject(string Id, string Name, string Token);

public sealed record MeObject(string Id, string Name);

public sealed record LogoutObject(string Goodbye, bool? NameFree = null, DateTimeOffset? ComeBackUntil = null);

public sealed record LinkObject(string Url, IReadOnlyList<string> Qr, DateTimeOffset? ExpiresAt = null);

public sealed record PeoplePage(IReadOnlyList<PersonObject> People, string? Next = null);

public sealed record ConversationsPage(IReadOnlyList<ConversationObject> Conversations, string? Next = null);

public sealed record MessagesPage(IReadOnlyList<MessageObject> Messages, long Last);

/// <summary>
/// Messages that have changed, in the order of their newest changes. <paramref name="Changes"/>: the newest one in the conversation.
/// </summary>
public sealed record ChangesPage(IReadOnlyList<MessageObject> Messages, long Changes);

/// <summary>Messages with files, newest first.</summary>
public sealed record FilesPage(IReadOnlyList<MessageObject> Messages, string? Next = null);

/// <summary>Hashes of a file, in hexadecimal digits.</summary>
public sealed record DigestsObject(string Sha256, string Md5);

public sealed record SharePage(IReadOnlyList<SharedFileObject> Files, string? Next = null);

public sealed record SearchPage(IReadOnlyList<SearchResultObject> Results, string? Next = null);

public sealed record FoundObject(IReadOnlyList<PersonObject> People, IReadOnlyList<ConversationObject> Rooms);

/// <summary>RFC 9457, with our stable <paramref name="Code"/>. <paramref name="ComeBackAs"/>: see GET /api/v1/me.</summary>
public sealed record ProblemObject(string Type, string Title, int Status, string Code, string Detail, string? ComeBackAs = null);
