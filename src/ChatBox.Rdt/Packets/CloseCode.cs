namespace ChatBox.Rdt;

/// <summary>Why a transfer ended, as CLOSE carries it (docs/rdt.md, End). Codes that are not listed here are taken as they come.</summary>
public enum CloseCode
{
    Done = 0,
    ProtocolError = 1,
    AckError = 2,
    FlowError = 3,
    GrantRefused = 4,
    Busy = 5,
    NoFile = 6,
    BadOffset = 7,
    FileChanged = 8,
    WrongFile = 9,
    Integrity = 10,
    Storage = 11,
    Cancelled = 12,
    Stalled = 13,
    TooSlow = 14,
    PauseExpired = 15,
    NumberLimit = 16,
    GoingAway = 17,
}
