namespace ChatBox.Protocol.Text;

/// <summary>
/// Reads messages from the bytes of one connection, however they are cut: single bytes, several messages in one read and a
/// message over many reads give the same messages. Knows no socket and no clock: whoever reads the socket says when the bytes
/// at hand have come to an end.
/// </summary>
/// <remarks>
/// <para>Use: for each read <c>while (reader.TryRead(ref bytes, out var frame))</c>; when no byte has followed for a moment and
/// <see cref="AwaitsEnd"/> is true, <see cref="TryEndSegment"/>; at the end of the stream, <see cref="TryEndStream"/>.</para>
/// <para>Never throws, whatever the bytes. Holds at most one message of <see cref="MaxFrameBytes"/>. Not thread-safe.</para>
/// </remarks>
public sealed partial class TextFrameReader
{
    /// <summary>The largest message, first bracket to last: 8,000 characters, each named in seven bytes, and the rest.</summary>
    public const int MaxFrameBytes = 64 * 1024;

    readonly TextDraft draft = new();
    readonly TextField current = new();
    TextPreamble preamble;
    State state = State.Start;
    TextSpelling? spelling;
    TextRejection? fatal;
    bool fatalTold;

    // What may still come behind a message that was taken when the bytes ended, and belongs to it.
    TextFields late;

    // The first message was taken when the bytes ended, and nothing has come since: a newline would be its end.
    bool mayBeLines;

    enum State
    {
        Start,
        Between,
        Skipping,
        Opened,
        Name,
        Value,
        ValueOpening,
        ValueClosing,
    }

    /// <summary>What ends the messages of this connection.</summary>
    public TextEnding Ending { get; private set; }

    /// <summary>The spelling that the connection used first; <see cref="TextSpelling.Single"/> before any.</summary>
    public TextSpelling Spelling => spelling ?? TextSpelling.Single;

    /// <summary>Whether <see cref="TryEndSegment"/> would yield a frame: call it when no byte has followed for a moment.</summary>
    public bool AwaitsEnd =>
        fatal is null
        && Ending != TextEnding.Lines
        && state is State.Between or State.Skipping
        && (draft.Rejection is null ? draft.Complete : !draft.Told);

    /// <summary>Whether a message has begun and not ended: a peer that stays here too long is sending too slowly.</summary>
    public bool InFrame => fatal is null && (InPreamble || InField || !(draft.IsEmpty || (draft.Told && draft.Complete)));

    bool InPreamble => state == State.Start && preamble.Length > 0;

    bool InField => state is not (State.Start or State.Between or State.Skipping);

    // Without newlines a complete request ends by what follows; in a line only the newline ends it.
    bool StandsAlone => Ending != TextEnding.Lines && draft.Complete;

    /// <summary>Takes bytes until a frame is whole. False: all were taken, and no frame is whole.</summary>
    /// <param name="bytes">The bytes; on return what was not taken yet. After a fatal rejection all is taken and nothing read.</param>
    /// <param name="frame">A message, or the reason why there is none in its place.</param>
    public bool TryRead(ref ReadOnlySpan<byte> bytes, out TextFrame frame)
    {
        if (fatal is not null)
        {
            bytes = [];
            return TryTellFatal(out frame);
        }
        while (!bytes.IsEmpty)
            if (Step(ref bytes, out frame)) return true;
        frame = default;
        return false;
    }

    /// <summary>The bytes at hand have ended: yields the message that they make, if they end behind one that is complete.</summary>
    public bool TryEndSegment(out TextFrame frame)
    {
        if (fatal is not null) return TryTellFatal(out frame);
        frame = default;
        if (!AwaitsEnd) return false;
        if (draft.Rejection is not null)
        {
            // What is left of it only has to find its end, so that it is told once; if nothing was readable, that is the next field.
            frame = draft.ToFrame();
            draft.Told = true;
            draft.Junk |= !draft.HasFields;
            return true;
        }
        var mayFollow = draft.MayFollow & TextRequests.MayComeLate;
        var undecided = Ending == TextEnding.Undecided;
        EndByNext(out frame);
        late = mayFollow;
        mayBeLines = undecided;
        return true;
    }

    /// <summary>The peer has sent its last byte: yields a last request that is complete even where a newline is missing.</summary>
    public bool TryEndStream(out TextFrame frame)
    {
        if (fatal is not null) return TryTellFatal(out frame);
        frame = default;
        if (StandsAlone) return EndMessage(out frame);
        var whole = !InField && (draft.Complete || draft.Rejection is not null);
        return whole && EndMessage(out frame);
    }

    /// <summary>Gives up the message that has begun: its rest is passed over, up to the next field or, in lines, the newline.</summary>
    /// <returns>Whether nobody was told yet that it cannot be read.</returns>
    public bool Abandon()
    {
        if (!InFrame) return false;
        var told = draft.Told;
        draft.Clear();
        draft.Reject(TextRejection.BadFrame);
        draft.Told = draft.Junk = true;
        current.Release();
        state = State.Skipping;
        return !told;
    }

    bool TryTellFatal(out TextFrame frame)
    {
        frame = new(null, fatal);
        var first = !fatalTold;
        fatalTold = true;
        return first;
    }

    // Nothing is read any more; a request that was complete before is still carried out.
    bool Fail(TextRejection rejection, out TextFrame frame)
    {
        fatal = rejection;
        current.Release();
        return (StandsAlone && EndMessage(out frame)) || TryTellFatal(out frame);
    }

    // A message that ends without a newline. The first one decides; what was rejected decides nothing.
    bool EndByNext(out TextFrame frame)
    {
        if (draft.Rejection is null && Ending == TextEnding.Undecided) Ending = TextEnding.Spaced;
        return EndMessage(out frame);
    }

    // True where there is something to tell.
    bool EndMessage(out TextFrame frame)
    {
        var told = draft.Told;
        frame = told ? default : draft.ToFrame();
        draft.Clear();
        late = TextFields.None;
        mayBeLines = false;
        return !told;
    }
}
