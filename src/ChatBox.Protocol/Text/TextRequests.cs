namespace ChatBox.Protocol.Text;

/// <summary>Which fields make a request complete. The framing of connections without newlines stands on it.</summary>
public static class TextRequests
{
    const TextFields ToServer = TextFields.Sender | TextFields.Request;

    /// <summary>What belongs to a request although it comes after the request was taken.</summary>
    internal const TextFields MayComeLate = TextFields.Response | TextFields.Sequence | TextFields.Recipient;

    const TextFields Answer = TextFields.Message | TextFields.Sender | TextFields.Recipient | TextFields.Response;

    static readonly Dictionary<string, TextFields> Needed = new(StringComparer.Ordinal)
    {
        [TextWords.Connect] = ToServer,
        [TextWords.Disconnect] = ToServer,
        [TextWords.GetUserList] = ToServer,
        [TextWords.GetFile] = ToServer,
        [TextWords.Download] = ToServer | TextFields.Message,
        [TextWords.MessageRequest] = ToServer | TextFields.Message | TextFields.Recipient,
    };

    /// <summary>Whether there is such a request.</summary>
    public static bool Exists(string request) => Needed.ContainsKey(request);

    /// <summary>The fields that a request needs; a request that does not exist needs a sender, to be refused.</summary>
    public static TextFields NeededBy(string request) => Needed.GetValueOrDefault(request, ToServer);

    // complete = every field the request needs; an answer (no t) needs m, s, r and p
    internal static bool Complete(TextFields present, string? request, bool textLeads)
    {
        if (!present.HasFlag(TextFields.Request)) return (present & Answer) == Answer;
        var needed = request is null ? ToServer : NeededBy(request);
        // A client that writes m first and leaves it out has nothing to say: what comes next is no longer its text.
        if (textLeads) needed &= ~TextFields.Message;
        return (present & needed) == needed;
    }

    // what may still follow a complete request: p, q, and an r that was left out; behind a request that does not exist, anything
    internal static TextFields MayFollow(TextFields present, string? request)
    {
        const TextFields every = MayComeLate | TextFields.Message | TextFields.Sender | TextFields.Request;
        var exists = request is not null && Exists(request);
        var answer = !present.HasFlag(TextFields.Request);
        return (answer ? TextFields.Sequence : exists ? MayComeLate : every) & ~present;
    }
}
