namespace ChatBox.Core.Files;

/// <summary>
/// How far a file has come. In rooms and the lobby a file is simply there; in a direct conversation it is offered and answered.
/// </summary>
public enum FileState
{
    /// <summary>No message refers to it yet: it is its owner's alone, and swept after 24 h.</summary>
    Unsent,

    /// <summary>In a room or the lobby, for every member.</summary>
    There,

    /// <summary>In a direct conversation, not answered yet.</summary>
    Offered,

    Accepted,

    /// <summary>The bytes are freed.</summary>
    Declined,

    /// <summary>Withdrawn by who offered it; the bytes are freed.</summary>
    Cancelled,

    /// <summary>The other has all of it, and has not checked it.</summary>
    Arrived,

    /// <summary>The other has hashed its own bytes, and they are right.</summary>
    Verified,

    /// <summary>The other has hashed its own bytes, and they are wrong. It can be fetched again.</summary>
    Damaged,

    /// <summary>It never became whole: the hashes of the sender and the server differ, or the upload was given up.</summary>
    Failed,
}
