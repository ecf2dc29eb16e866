using ChatBox.Core.Calls;

namespace ChatBox.Protocol.Json;

/// <summary>The words for what calls are, for who reads and who writes them.</summary>
public static class CallWords
{
    public const string Ringing = "ringing";
    public const string Active = "active";
    public const string Ended = "ended";

    public const string Answered = "answered";
    public const string NoAnswer = "no_answer";
    public const string Declined = "declined";
    public const string Busy = "busy";
    public const string Cancelled = "cancelled";

    public const string Offer = "offer";
    public const string Answer = "answer";
    public const string Candidate = "candidate";

    public static string Of(CallState state) => state switch
    {
        CallState.Ringing => Ringing,
        CallState.Active => Active,
        CallState.Ended => Ended,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "a state without a word"),
    };

    public static string Of(CallOutcome outcome) => outcome switch
    {
        CallOutcome.Answered => Answered,
        CallOutcome.NoAnswer => NoAnswer,
        CallOutcome.Declined => Declined,
        CallOutcome.Busy => Busy,
        CallOutcome.Cancelled => Cancelled,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "an outcome without a word"),
    };

    public static string Of(CallSignalKind kind) => kind switch
    {
        CallSignalKind.Offer => Offer,
        CallSignalKind.Answer => Answer,
        CallSignalKind.Candidate => Candidate,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "a kind without a word"),
    };
}
