namespace ChatBox.Protocol.Text;

// Where one message ends and the next begins.
public sealed partial class TextFrameReader
{
    // A key is known. It ends the message before where that is complete and the field is none that may follow.
    bool OpenField(out TextFrame frame)
    {
        frame = default;
        var key = current.Key;
        if (Ending == TextEnding.Lines)
        {
            if (draft.Has(key)) draft.Reject(TextRejection.BadFrame);
            return false;
        }
        if (draft.Complete) return (draft.MayFollow & key) == 0 && EndByNext(out frame);
        if (!draft.Has(key)) return false;
        // An unfinished message. Where its first key comes again the next one begins; any other key twice could be anything,
        // so nothing is made of it, up to the end of a complete request.
        draft.Reject(TextRejection.BadFrame);
        return draft.BeganWith(key) && EndByNext(out frame);
    }

    // A value is whole.
    bool CloseField(out TextFrame frame)
    {
        frame = default;
        if (!TextValue.TryDecode(current.Value, out var value)) return Fault(TextRejection.BadUtf8, inField: true, out frame);
        var (key, size) = (current.Key, current.Size);
        current.Release();
        // Only the r of a request to the server may be left out, so only that one may follow.
        var stray = key == TextFields.Recipient && !value.StartsWith(TextWords.ServerPrefix, StringComparison.Ordinal);
        if (draft.IsEmpty && (late & key) != 0 && !stray)
        {
            // It belongs to the message that was taken before it came, and changes nothing any more.
            late &= ~key;
            return false;
        }
        var ended = StandsAlone && stray && EndByNext(out frame);
        if (draft.Size + size > MaxFrameBytes) return Fail(TextRejection.TooLarge, out frame);
        late = TextFields.None;
        mayBeLines = false;
        draft.Size += size;
        draft.Put(key, value);
        return ended;
    }

    // The field, or what stands in place of one, cannot be read: the message it belongs to is none.
    bool Fault(TextRejection rejection, bool inField, out TextFrame frame)
    {
        frame = default;
        var (key, size) = inField ? (current.Key, current.Size) : (TextFields.None, 0);
        state = State.Skipping;
        current.Release();
        // Behind a complete request only the field is lost, and neither that request nor the next.
        var behind = StandsAlone || draft.IsEmpty && late != TextFields.None;
        var ended = StandsAlone && EndMessage(out frame);
        draft.Junk |= behind;
        late = TextFields.None;
        mayBeLines = false;
        if (key != TextFields.None && !behind) draft.Put(key, null);
        draft.Size += size;
        draft.Reject(rejection);
        return ended;
    }
}
