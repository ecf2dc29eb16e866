using System.Diagnostics.CodeAnalysis;
using ChatBox.Core.Messages;

namespace ChatBox.Core.Calls;

/// <summary>
/// The client's own id of what sends and receives the media: 1 to 64 characters of <c>A-Z a-z 0-9 - _ . :</c>. A client that loses its
/// connection keeps it, and the media with it; one that is loaded anew makes a new one, and the others connect to it anew.
/// </summary>
public readonly record struct CallEndpoint
{
    CallEndpoint(string value) => Value = value;

    public string Value { get; }

    public override string ToString() => Value;

    /// <summary>One that was accepted before and comes back from the store: not checked again.</summary>
    public static CallEndpoint Restore(string text) => new(text);

    public static bool TryParse([NotNullWhen(true)] string? text, out CallEndpoint endpoint)
    {
        // The same signs as the other id that a client makes up.
        var parsed = ClientMessageId.TryParse(text, out _);
        endpoint = parsed ? new CallEndpoint(text!) : default;
        return parsed;
    }
}
