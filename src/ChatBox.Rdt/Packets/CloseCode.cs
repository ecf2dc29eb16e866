namespace ChatBox.Rdt;

/// <summary>Why a transfer ended, as CLOSE carries it (docs/rdt.md, End). Codes that are not listed here are taken as they come.</summary>
public enum CloseCode
{
    /// <summary>The client has the file, and its hash is right.</summary>
    Done = 0,

    /// <summary>A packet that was sealed rightly holds what it must not.</summary>
    ProtocolError = 1,

    /// <summary>A packet was acknowledged that was never sent.</summary>
    AckError = 2,

    /// <summary>Bytes came beyond the client's limit or the end of the file.</summary>
    FlowError = 3,

    /// <summary>The grant is expired, used or taken back, or for something else.</summary>
    GrantRefused = 4,

    /// <summary>There is no room for another transfer, of this address or in all.</summary>
    Busy = 5,

    /// <summary>The file is not there (any more).</summary>
    NoFile = 6,

    /// <summary>The file is shorter than the offset to start at.</summary>
    BadOffset = 7,

    /// <summary>The server's file has changed meanwhile.</summary>
    FileChanged = 8,

    /// <summary>The server offers another file than it promised.</summary>
    WrongFile = 9,

    /// <summary>The hash of the whole file is wrong.</summary>
    Integrity = 10,

    /// <summary>The client cannot write.</summary>
    Storage = 11,

    /// <summary>A person, or the program, has stopped it.</summary>
    Cancelled = 12,

    /// <summary>For 60 s the client's limit let nothing through, or for 10 minutes DONE did not come.</summary>
    Stalled = 13,

    /// <summary>Less than 1 KiB/s was acknowledged over 60 s.</summary>
    TooSlow = 14,

    /// <summary>A pause lasted longer than 10 minutes; another transfer goes on from its offset.</summary>
    PauseExpired = 15,

    /// <summary>Packet numbers, or forged packets that one connection bears, have run out; another goes on from its offset.</summary>
    NumberLimit = 16,

    /// <summary>The server stops.</summary>
    GoingAway = 17,
}
