using ChatBox.Core.Calls;
using ChatBox.Core.Conversations;
using ChatBox.Core.Files;
using ChatBox.Core.Messages;

namespace ChatBox.Core;

/// <summary>
/// Every refusal of every door, and so every error code, in one place. docs/protocol.md lists them; a test keeps the two alike.
/// </summary>
public static class Refusals
{
    public static Refusal BadName(string why) => new("bad_name", RefusalKind.BadRequest, why);

    public static Refusal NameTaken(string name) =>
        new("name_taken", RefusalKind.Conflict, $"The name {name} is taken, or looks too much like one that is. Choose another name.");

    public static Refusal RoomNameTaken(string name) =>
        new("name_taken", RefusalKind.Conflict, $"The name {name} is taken by another public room. Choose another name.");

    public static readonly Refusal BadCode =
        new("bad_code", RefusalKind.NotAllowed, "The invite code is missing or no longer valid. Ask for the invite link again.");

    public static readonly Refusal BadLink =
        new("bad_link", RefusalKind.NotAllowed, "This link was used already or is older than 10 minutes. Make a new one in Settings.");

    public static readonly Refusal NotJoined =
        new("not_joined", RefusalKind.NotJoined, "Nobody has joined with this connection or token. Join first.");

    public static readonly Refusal AlreadyJoined =
        new("already_joined", RefusalKind.Conflict, "This connection has joined already. Disconnect first.");

    public static readonly Refusal SenderMismatch =
        new(
            "sender_mismatch", RefusalKind.NotAllowed,
            "The sender is not who joined on this connection. Nobody can speak in another's name.");

    public static readonly Refusal ForeignOrigin =
        new("foreign_origin", RefusalKind.NotAllowed, "The request comes from another site. Open ChatBox itself, or use a token.");

    public static readonly Refusal BadHost =
        new("bad_host", RefusalKind.BadRequest, "This server goes by another name. Use the address the server printed at its start. Behind a reverse proxy the server needs --plain.");

    public static readonly Refusal HttpsRequired =
        new(
            "https_required", RefusalKind.NotAllowed,
            "Over the network this server speaks HTTPS only. Use the https:// address. /setup tells how to trust its certificate.");

    public static readonly Refusal NoSuchConversation =
        new("no_such_conversation", RefusalKind.NotFound, "There is no such conversation, or you are not in it.");

    public static readonly Refusal NoSuchPerson =
        new("no_such_person", RefusalKind.NotFound, "There is nobody here with that name or id.");

    public static readonly Refusal NoSuchThing = new("not_found", RefusalKind.NotFound, "There is nothing at this address.");

    public static readonly Refusal PersonLeft =
        new("person_left", RefusalKind.Conflict, "This person has logged out for good. The message was not sent.");

    public static readonly Refusal NotAllowed = new("not_allowed", RefusalKind.NotAllowed, "You may not do this here.");

    public static readonly Refusal BadRange =
        new(
            "bad_range", RefusalKind.BadRequest,
            "Numbers start at 1, a limit is 1 to 200, and only one of before, after and around is given.");

    public static readonly Refusal BadText =
        new("bad_text", RefusalKind.BadRequest, "The text is empty or holds characters that are no text.");

    public static readonly Refusal TextTooLong =
        new(
            "text_too_long", RefusalKind.TooLarge,
            $"The text has more than {MessageText.MaxLength} characters. Send it in parts or as a file.");

    public static readonly Refusal BadClientId =
        new("bad_client_id", RefusalKind.BadRequest, "A client id has 1 to 64 characters of A-Z a-z 0-9 - _ . and :.");

    public static Refusal BadFrame(string why) => new("bad_frame", RefusalKind.BadRequest, why);

    public static Refusal UnknownField(string name) =>
        new("unknown_field", RefusalKind.BadRequest, $"The field {name} is not known here. Leave it out.");

    public static Refusal UnknownType(string name) =>
        new("unknown_type", RefusalKind.BadRequest, $"The request {name} is not known. docs/protocol.md lists them all.");

    public static readonly Refusal BadUtf8 = new("bad_utf8", RefusalKind.BadRequest, "The bytes are not UTF-8.");

    public static readonly Refusal TooLarge = new("too_large", RefusalKind.TooLarge, "The message is larger than the limit of this door.");

    public static readonly Refusal NotHttp =
        new("not_http", RefusalKind.BadRequest, "This port speaks the text protocol. Open the web page on the HTTP port instead.");

    public static readonly Refusal LoginTimeout =
        new("login_timeout", RefusalKind.TooMany, "Nobody joined in time. Connect again.");

    public static readonly Refusal TooManyRooms =
        new("limit", RefusalKind.TooMany, $"You made {ConversationLimits.RoomsPerMaker} rooms already, which is the limit.");

    public static readonly Refusal TooManyMembers =
        new(
            "limit", RefusalKind.TooMany,
            $"You are in {ConversationLimits.ConversationsPerPerson} conversations already, which is the limit.");

    public static Refusal OtherInTooMany(string name) =>
        new(
            "limit", RefusalKind.TooMany,
            $"Nobody can be in more than {ConversationLimits.ConversationsPerPerson} conversations, and {name} is in as many already.");

    public static readonly Refusal RateLimited =
        new("rate_limited", RefusalKind.TooMany, "Too many requests from here. Wait a little.");

    public static readonly Refusal ServerBusy =
        new("server_busy", RefusalKind.Unavailable, "The server has too much to do at the moment. Try again in a few seconds.");

    public static readonly Refusal StorageFull =
        new("storage_full", RefusalKind.Unavailable, "The server's disk is full. Nothing was stored; the host must free some space.");

    public static readonly Refusal StorageFailed =
        new("storage_failed", RefusalKind.Unavailable, "The server could not store this. Nothing was acknowledged; try again.");

    public static readonly Refusal SlowConsumer =
        new("slow_consumer", RefusalKind.TooMany, "The connection reads too slowly. Connect again and ask for what follows the last number.");

    public static readonly Refusal GoingAway =
        new("going_away", RefusalKind.Unavailable, "The server is stopping. Connect again in a moment.");

    public static readonly Refusal LoggedOut = new("logged_out", RefusalKind.NotJoined, "This device has logged out.");

    public static readonly Refusal NoSuchMessage =
        new("no_such_message", RefusalKind.NotFound, "There is no message with this number in this conversation.");

    public static readonly Refusal NoSuchFile = new("no_such_file", RefusalKind.NotFound, "There is no such file, or you may not see it.");

    public static readonly Refusal FileGone =
        new("file_gone", RefusalKind.Gone, "This file was declined, withdrawn or deleted, or its upload was given up. Send it again.");

    public static readonly Refusal FileStateRefused =
        new("file_state", RefusalKind.Conflict, "The file is not in a state in which this can be done. Look at its state again.");

    public static readonly Refusal UploadUnfinished =
        new("upload_unfinished", RefusalKind.Conflict, "The file is not whole yet. Finish the upload first.");

    public static readonly Refusal WrongOffset =
        new("wrong_offset", RefusalKind.Conflict, "The upload is at another offset. Ask for it with HEAD and go on from there.");

    public static readonly Refusal ChecksumMismatch =
        new(
            "checksum_mismatch", RefusalKind.BadRequest,
            "The bytes that came are not the bytes that were sent: their hashes differ. Nothing of it was kept; send it again.");

    public static readonly Refusal QuotaExceeded =
        new("quota_exceeded", RefusalKind.TooLarge, "There is no room for a file of this size: your files, or all together, would pass the limit of this server. Delete some first.");

    public static readonly Refusal TooManyUploads =
        new(
            "too_many_uploads", RefusalKind.TooMany,
            $"You have {FileLimits.Unfinished} unfinished uploads already, which is the limit. Finish or cancel some.");

    public static Refusal BadFileName(string why) => new("bad_file_name", RefusalKind.BadRequest, why);

    public static Refusal BadUpload(string why) => new("bad_upload", RefusalKind.BadRequest, why);

    public static readonly Refusal NoSuchCall =
        new("no_such_call", RefusalKind.NotFound, "There is no such call, or not any more, or you are not in it with this device.");

    public static readonly Refusal BadEndpoint =
        new("bad_endpoint", RefusalKind.BadRequest, "An endpoint has 1 to 64 characters of A-Z a-z 0-9 - _ . and :.");

    public static readonly Refusal Busy = new("busy", RefusalKind.Conflict, "Busy: in another call, or being called. Try again later.");

    public static readonly Refusal InCall =
        new("in_call", RefusalKind.Conflict, "You are in a call, or being called, already. Hang up or decline first.");

    public static readonly Refusal AnsweredElsewhere =
        new("answered_elsewhere", RefusalKind.Conflict, "You answered this call on another device.");

    public static readonly Refusal CallFull =
        new("call_full", RefusalKind.Conflict, $"A call holds {CallLimits.WithVideo} people with video, or {CallLimits.WithSound} by sound alone.");

    public static readonly Refusal NoCalls =
        new("no_calls", RefusalKind.Conflict, "This person came by the text door, which carries no calls.");

    public static readonly Refusal PeerAway =
        new("peer_away", RefusalKind.Conflict, "The other has lost the connection for a moment. Signal again when the call shows them back.");

    public static readonly Refusal SignalTooLarge = new(
        "signal_too_large", RefusalKind.TooLarge,
        $"A description has at most {CallLimits.DescriptionBytes} bytes, a candidate {CallLimits.CandidateLength} characters.");

    public static readonly Refusal TooManyCandidates =
        new("too_many_candidates", RefusalKind.TooMany, $"At most {CallLimits.Candidates} candidates follow a description. Send a new one first.");

    public static readonly Refusal Internal =
        new("internal", RefusalKind.Unavailable, "Something went wrong on the server. The host finds it in the server's log.");
}
