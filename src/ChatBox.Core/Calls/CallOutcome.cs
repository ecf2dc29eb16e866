namespace ChatBox.Core.Calls;

/// <summary>How a call ended. The numbers are stored.</summary>
public enum CallOutcome
{
    /// <summary>People talked.</summary>
    Answered = 0,

    /// <summary>It rang for its whole time.</summary>
    NoAnswer = 1,

    /// <summary>Who was called did not want to.</summary>
    Declined = 2,

    /// <summary>Who was called was in a call, or being called, already.</summary>
    Busy = 3,

    /// <summary>Who called hung up, or went, before anybody answered.</summary>
    Cancelled = 4,
}
