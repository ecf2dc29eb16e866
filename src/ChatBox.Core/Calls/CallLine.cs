using System.Globalization;
using ChatBox.Core.Messages;
using ChatBox.Core.People;

namespace ChatBox.Core.Calls;

/// <summary>What the history says of a call that is over.</summary>
/// <param name="By">Who called, or began it.</param>
/// <param name="WithVideo">Begun with the camera on.</param>
/// <param name="Seconds">How long people talked; 0 where nobody answered.</param>
/// <param name="People">How many took part; 1 where nobody answered.</param>
public sealed record CallLine(CallId Call, CallOutcome Outcome, PersonId By, bool WithVideo, int Seconds, int People)
{
    /// <summary>One call leaves one line, however often it is written.</summary>
    public ClientMessageId ClientId => ClientMessageId.Restore($"call:{Call}");

    /// <summary>For who reads the history without the page, and for searching.</summary>
    public MessageText Text => MessageText.Restore(Outcome switch
    {
        CallOutcome.Answered => $"Call ended after {Length()}.",
        CallOutcome.NoAnswer => "Missed call: no answer.",
        CallOutcome.Declined => "Call declined.",
        CallOutcome.Busy => "Missed call: busy.",
        _ => "Missed call: cancelled.",
    });

    string Length()
    {
        var (hours, minutes, seconds) = (Seconds / 3600, Seconds / 60 % 60, Seconds % 60);
        if (hours > 0) return string.Create(CultureInfo.InvariantCulture, $"{hours} h {minutes} min");
        return minutes > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{minutes} min {seconds} s")
            : string.Create(CultureInfo.InvariantCulture, $"{seconds} s");
    }
}
