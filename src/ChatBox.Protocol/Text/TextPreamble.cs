namespace ChatBox.Protocol.Text;

// Whether the first bytes of a connection are those of another protocol.
struct TextPreamble
{
    // The methods of HTTP/1, the preface of HTTP/2, and the record header of a TLS ClientHello.
    static readonly byte[][] Foreign =
    [
        "GET "u8.ToArray(), "POST "u8.ToArray(), "PUT "u8.ToArray(), "HEAD "u8.ToArray(), "DELETE "u8.ToArray(), "OPTIONS "u8.ToArray(),
        "PATCH "u8.ToArray(), "CONNECT "u8.ToArray(), "TRACE "u8.ToArray(), "PRI "u8.ToArray(), [0x16, 0x03],
    ];

    int candidates;

    // Bytes taken that may still turn out to be foreign.
    public int Length { get; private set; }

    // True while the bytes are a beginning of something foreign; the byte at fault is not counted.
    public bool TryTake(byte next, out bool foreign)
    {
        foreign = false;
        if (Length == 0) candidates = (1 << Foreign.Length) - 1;
        var left = 0;
        for (var i = 0; i < Foreign.Length; i++)
        {
            if ((candidates & (1 << i)) == 0 || Foreign[i][Length] != next) continue;
            left |= 1 << i;
            foreign |= Foreign[i].Length == Length + 1;
        }
        if (left == 0) return false;
        candidates = left;
        Length++;
        return true;
    }
}
