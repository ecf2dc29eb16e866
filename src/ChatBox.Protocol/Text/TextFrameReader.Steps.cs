using System.Buffers;

namespace ChatBox.Protocol.Text;

// One step takes one byte, or a run of bytes of one kind. Each returns true where a frame is whole.
public sealed partial class TextFrameReader
{
    static readonly SearchValues<byte> EndsValue = SearchValues.Create("<>\n"u8);
    static readonly SearchValues<byte> EndsJunk = SearchValues.Create("<\n"u8);

    bool Step(ref ReadOnlySpan<byte> bytes, out TextFrame frame)
    {
        var next = bytes[0];
        if (next == '\n')
        {
            bytes = bytes[1..];
            return EndLine(out frame);
        }
        return state switch
        {
            State.Start => AtStart(ref bytes, next, out frame),
            State.Between => Between(ref bytes, next, out frame),
            State.Skipping => Skipping(ref bytes, next, out frame),
            State.Opened => Opened(ref bytes, next, out frame),
            State.Name => Name(ref bytes, next, out frame),
            State.Value => Value(ref bytes, next, out frame),
            State.ValueOpening => ValueOpening(ref bytes, next, out frame),
            _ => ValueClosing(ref bytes, next, out frame),
        };
    }

    // line = message [CR] LF; an empty line says nothing, except that it is the end of a first message taken without it
    bool EndLine(out TextFrame frame)
    {
        frame = default;
        if (InField || InPreamble) draft.Reject(TextRejection.BadFrame);
        if (state != State.Start || InPreamble) state = State.Between;
        current.Release();
        if (draft.IsEmpty)
        {
            if (mayBeLines) Ending = TextEnding.Lines;
            mayBeLines = false;
            late = TextFields.None;
            return false;
        }
        if (Ending == TextEnding.Undecided) Ending = TextEnding.Lines;
        return EndMessage(out frame);
    }

    // A connection that begins as another protocol does is not read at all.
    bool AtStart(ref ReadOnlySpan<byte> bytes, byte next, out TextFrame frame)
    {
        frame = default;
        if (preamble.Length == 0 && (next == '<' || IsBlank(next)))
        {
            if (next == '<') state = State.Between;
            else bytes = bytes[1..];
            return false;
        }
        if (preamble.TryTake(next, out var foreign))
        {
            bytes = bytes[1..];
            return foreign && Fail(TextRejection.NotHttp, out frame);
        }
        draft.Size = preamble.Length;
        draft.Junk = true;
        return Fault(TextRejection.BadFrame, inField: false, out frame);
    }

    // message = field *( *blank field ) ; blank = SP / TAB / CR, not counted
    bool Between(ref ReadOnlySpan<byte> bytes, byte next, out TextFrame frame)
    {
        frame = default;
        if (IsBlank(next))
        {
            bytes = bytes[1..];
            return false;
        }
        if (next != '<')
        {
            // A complete request is whole before the junk; the junk is looked at again.
            if (StandsAlone) return EndMessage(out frame);
            draft.Junk = draft.IsEmpty;
            return Fault(TextRejection.BadFrame, inField: false, out frame);
        }
        bytes = bytes[1..];
        current.Open();
        state = State.Opened;
        return IsTooLarge && Fail(TextRejection.TooLarge, out frame);
    }

    // What cannot be read ends at the newline; without newlines its message goes on with the next field.
    bool Skipping(ref ReadOnlySpan<byte> bytes, byte next, out TextFrame frame)
    {
        frame = default;
        if (next == '<' && Ending != TextEnding.Lines)
        {
            state = State.Between;
            return draft.Junk && EndMessage(out frame);
        }
        var end = Ending == TextEnding.Lines ? bytes.IndexOf((byte)'\n') : bytes.IndexOfAny(EndsJunk);
        var run = end < 0 ? bytes.Length : end;
        draft.Size += run;
        bytes = bytes[run..];
        return draft.Size > MaxFrameBytes && Fail(TextRejection.TooLarge, out frame);
    }

    // field = "<" key ":" value ">" / "<<" key ":" value ">>"
    bool Opened(ref ReadOnlySpan<byte> bytes, byte next, out TextFrame frame)
    {
        frame = default;
        if (next == '<' && !current.Doubled)
        {
            current.Doubled = true;
            return Take(ref bytes, State.Opened, out frame);
        }
        if (!IsNameByte(next)) return TakeFault(ref bytes, TextRejection.BadFrame, out frame);
        spelling ??= current.Doubled ? TextSpelling.Doubled : TextSpelling.Single;
        current.Name(next);
        return Take(ref bytes, State.Name, out frame);
    }

    bool Name(ref ReadOnlySpan<byte> bytes, byte next, out TextFrame frame)
    {
        if (IsNameByte(next))
        {
            current.Name(next);
            return Take(ref bytes, State.Name, out frame);
        }
        if (next != ':') return TakeFault(ref bytes, TextRejection.BadFrame, out frame);
        if (current.Key == TextFields.None) return TakeFault(ref bytes, TextRejection.UnknownField, out frame);
        return Take(ref bytes, State.Value, out frame) || OpenField(out frame);
    }

    bool Value(ref ReadOnlySpan<byte> bytes, byte next, out TextFrame frame)
    {
        var end = bytes.IndexOfAny(EndsValue);
        if (end != 0)
        {
            var run = end < 0 ? bytes.Length : end;
            current.Size += run;
            frame = default;
            if (IsTooLarge) return Fail(TextRejection.TooLarge, out frame);
            current.Append(bytes[..run]);
            bytes = bytes[run..];
            return false;
        }
        if (current.Doubled) return Take(ref bytes, next == '<' ? State.ValueOpening : State.ValueClosing, out frame);
        if (next == '<') return TakeFault(ref bytes, TextRejection.BadFrame, out frame);
        return Take(ref bytes, State.Between, out frame) || CloseField(out frame);
    }

    // In the doubled spelling a single bracket is text: the old client, which names none, may say "a > b".
    bool ValueOpening(ref ReadOnlySpan<byte> bytes, byte next, out TextFrame frame)
    {
        frame = default;
        if (next == '<') return TakeFault(ref bytes, TextRejection.BadFrame, out frame);
        current.Append("<"u8);
        if (next == '>') return Take(ref bytes, State.ValueClosing, out frame);
        state = State.Value;
        return false;
    }

    bool ValueClosing(ref ReadOnlySpan<byte> bytes, byte next, out TextFrame frame)
    {
        frame = default;
        if (next == '>') return Take(ref bytes, State.Between, out frame) || CloseField(out frame);
        current.Append(">"u8);
        if (next == '<') return Take(ref bytes, State.ValueOpening, out frame);
        state = State.Value;
        return false;
    }

    bool Take(ref ReadOnlySpan<byte> bytes, State then, out TextFrame frame)
    {
        frame = default;
        bytes = bytes[1..];
        state = then;
        current.Size++;
        return IsTooLarge && Fail(TextRejection.TooLarge, out frame);
    }

    bool TakeFault(ref ReadOnlySpan<byte> bytes, TextRejection rejection, out TextFrame frame) =>
        Take(ref bytes, State.Skipping, out frame) || Fault(rejection, inField: true, out frame);

    bool IsTooLarge => (StandsAlone ? 0 : draft.Size) + current.Size > MaxFrameBytes;

    static bool IsBlank(byte next) => next is (byte)' ' or (byte)'\t' or (byte)'\r';

    static bool IsNameByte(byte next) => char.IsAsciiLetterOrDigit((char)next) || next == '_';
}
