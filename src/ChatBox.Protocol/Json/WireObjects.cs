using System.Text.Json.Serialization;

namespace ChatBox.Protocol.Json;

/// <summary>A person, as docs/protocol.md, "Objects", has it.</summary>
public sealed record PersonObject(
    string Id, string Name, string Presence, bool Guest,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Gone = false);

/// <summary>Who wrote a message, with the name of now.</summary>
public sealed record AuthorObject(string Id, string Name, bool Guest);

/// <summary>A message. <paramref name="Text"/> is empty beside a file without a caption, and of what was deleted.</summary>
/// <param name="Change">The number of its newest change in its conversation; absent where it is as it was written.</param>
/// <param name="Call">The call that this is the line of.</param>
public sealed record MessageObject(
    string Conversation, long Number, AuthorObject Author, string ClientId, string Text, DateTimeOffset Time,
    FileObject? File = null, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Deleted = false, long? Change = null,
    CallLineObject? Call = null);

/// <summary>A file of a message, or an upload of one's own, as docs/protocol.md, "Objects", has it. Immutable.</summary>
/// <param name="Size">Bytes; absent while the sender does not know.</param>
/// <param name="State">A word of <see cref="FileWords"/>.</param>
/// <param name="Ready">The bytes are whole and checked by the server.</param>
/// <param name="Received">Bytes the server has, while it is not ready.</param>
/// <param name="Sha256">64 hexadecimal digits, when it is ready.</param>
/// <param name="Width">Pixels, of images whose sender told them.</param>
/// <param name="Height">Pixels, of images whose sender told them.</param>
/// <param name="Thumbnail">True where there is one.</param>
public sealed record FileObject(
    string Id, string Name, long? Size, string Type, string State, bool Ready, long? Received = null, string? Sha256 = null,
    int? Width = null, int? Height = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Thumbnail = false);

/// <summary>A file of the host's share.</summary>
/// <param name="Path">With <c>/</c> between its parts; begins with none.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">64 hexadecimal digits, where it is known already.</param>
public sealed record SharedFileObject(string Path, long Size, DateTimeOffset Modified, string? Sha256 = null);

/// <summary>A file that may be fetched by RDT, once, within 60 s. docs/rdt.md says how.</summary>
/// <param name="Port">UDP port, at the address of the connection.</param>
/// <param name="Ticket">16 bytes in base64url, which the client shows.</param>
/// <param name="Secret">32 bytes in base64url, which the client never sends: the keys come from it.</param>
/// <param name="Aeads">What seals well at the server: the sum of 1 (AES-128-GCM), 2 (AES-256-GCM) and 4 (ChaCha20-Poly1305).</param>
/// <param name="File">What the client calls the file in its REQUEST.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Of the whole, 64 hexadecimal digits.</param>
public sealed record TransferObject(int Port, string Ticket, string Secret, int Aeads, string File, long Size, string Sha256);

/// <summary>A conversation as one person sees it. Members that do not apply are absent.</summary>
public sealed record ConversationObject(
    string Id, string Kind, string Name, bool Private, int Members, bool Joined, string? Maker = null,
    long? Last = null, long? Read = null, MessageObject? LastMessage = null, PersonObject? Person = null, long? Changes = null,
    CallObject? Call = null);

public sealed record SearchResultObject(MessageObject Message, string ConversationName);

public sealed record ServerObject(string Id, string Name, string Version);

/// <summary>Characters of a text and of a name, and bytes of the largest file.</summary>
public sealed record LimitsObject(int Text, int Name, long File);
