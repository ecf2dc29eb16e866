namespace ChatBox.Core.Calls;

public enum CallSignalKind
{
    Offer,
    Answer,
    Candidate,
}

/// <summary>
/// What one browser tells another to connect with it; the server looks at its size only. A description (<paramref name="Kind"/> offer or
/// answer) has
/// <paramref name="Body"/> alone. A candidate's body is empty at the end of candidates (RFC 8838, section 13).
/// </summary>
/// <param name="Body">SDP, or a candidate line.</param>
/// <param name="Mid">The candidate's media section (RFC 5888).</param>
/// <param name="Line">The index of that section.</param>
/// <param name="Fragment">The user name fragment of the candidate's ICE generation.</param>
public sealed record CallSignal(CallSignalKind Kind, string Body, string? Mid = null, int? Line = null, string? Fragment = null)
{
    public bool IsDescription => Kind is not CallSignalKind.Candidate;
}
