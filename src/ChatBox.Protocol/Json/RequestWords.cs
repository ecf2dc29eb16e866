namespace ChatBox.Protocol.Json;

/// <summary>The words of a WebSocket request, in one place for who reads and who writes them.</summary>
public static class RequestWords
{
    public const string Type = "type";
    public const string Id = "id";
    public const string After = "after";
    public const string Around = "around";
    public const string Before = "before";
    public const string Call = "call";
    public const string Camera = "camera";
    public const string Candidate = "candidate";
    public const string ClientId = "clientId";
    public const string Code = "code";
    public const string Conversation = "conversation";
    public const string Endpoint = "endpoint";
    public const string Fragment = "fragment";
    public const string Kind = "kind";
    public const string Limit = "limit";
    public const string Line = "line";
    public const string Link = "link";
    public const string Mid = "mid";
    public const string Muted = "muted";
    public const string Name = "name";
    public const string Number = "number";
    public const string Person = "person";
    public const string Private = "private";
    public const string Screen = "screen";
    public const string Sdp = "sdp";
    public const string State = "state";
    public const string Text = "text";
    public const string Upload = "upload";

    public const string CallAccept = "call.accept";
    public const string CallDecline = "call.decline";
    public const string CallIce = "call.ice";
    public const string CallJoin = "call.join";
    public const string CallLeave = "call.leave";
    public const string CallMedia = "call.media";
    public const string CallResume = "call.resume";
    public const string CallSignal = "call.signal";
    public const string CallStart = "call.start";
    public const string Changes = "changes";
    public const string Conversations = "conversations";
    public const string Delete = "delete";
    public const string Files = "files";
    public const string FileSet = "file.set";
    public const string Find = "find";
    public const string History = "history";
    public const string Invite = "invite";
    public const string LinkCreate = "link.create";
    public const string Members = "members";
    public const string People = "people";
    public const string Ping = "ping";
    public const string Presence = "presence";
    public const string Read = "read";
    public const string RoomCreate = "room.create";
    public const string RoomInvite = "room.invite";
    public const string RoomJoin = "room.join";
    public const string RoomLeave = "room.leave";
    public const string RoomRemove = "room.remove";
    public const string DirectOpen = "direct.open";
    public const string Search = "search";
    public const string Send = "send";
    public const string Share = "share";
    public const string Typing = "typing";
}
