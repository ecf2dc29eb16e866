namespace ChatBox.Protocol.Text;

// The field that a reader stands in: its key, its spelling and the bytes of its value so far.
sealed class TextField
{
    // Most values are names and short texts; what a long one needed is given back.
    const int Kept = 1024;

    byte[] value = [];
    int length;
    byte name;
    int nameLength;

    public bool Doubled { get; set; }

    // Bytes since the opening bracket, the brackets included.
    public int Size { get; set; }

    public ReadOnlySpan<byte> Value => value.AsSpan(0, length);

    // key = "m" / "s" / "r" / "t" / "p" / "q"; None for any other name
    public TextFields Key => nameLength != 1 ? TextFields.None : (char)name switch
    {
        'm' => TextFields.Message,
        's' => TextFields.Sender,
        'r' => TextFields.Recipient,
        't' => TextFields.Request,
        'p' => TextFields.Response,
        'q' => TextFields.Sequence,
        _ => TextFields.None,
    };

    public void Open()
    {
        Doubled = false;
        Size = 1;
        nameLength = length = 0;
    }

    public void Name(byte letter)
    {
        name = letter;
        nameLength++;
    }

    // Bounded by the reader, which counts before it appends.
    public void Append(ReadOnlySpan<byte> bytes)
    {
        var needed = length + bytes.Length;
        if (needed > value.Length) Array.Resize(ref value, Math.Max(Kept / 4, Math.Max(value.Length * 2, needed)));
        bytes.CopyTo(value.AsSpan(length));
        length += bytes.Length;
    }

    public void Release()
    {
        length = 0;
        if (value.Length > Kept) value = [];
    }
}
