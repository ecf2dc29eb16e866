using ChatBox.Server.Delivery;

namespace ChatBox.Server.Doors.Text;

/// <summary>The numbers of the text door, and what each is for.</summary>
static class TextLimits
{
    /// <summary>
    /// When no byte has followed for this long, the bytes at hand have ended. Longer than the gaps inside what one program writes, and
    /// shorter than <see cref="Spacing"/>, so that waiting for it costs a client that takes turns nothing.
    /// </summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(20);

    /// <summary>Between two answers without newlines: the old client takes whatever one read brings for one message.</summary>
    public static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(30);

    /// <summary>From the first byte of a message to its end.</summary>
    public static readonly TimeSpan MessageTime = TimeSpan.FromSeconds(10);

    /// <summary>Without a message before somebody has connected; people type in <c>nc</c>.</summary>
    public static readonly TimeSpan LoginTime = TimeSpan.FromSeconds(120);

    /// <summary>What was sent before the peer closed is carried out within this time; who pulls out is offline within 30 s.</summary>
    public static readonly TimeSpan AfterClose = TimeSpan.FromSeconds(25);

    /// <summary>The last words are written within this time or not at all. 64 answers, 30 ms apart, take two seconds.</summary>
    public static readonly TimeSpan GoodbyeTime = TimeSpan.FromSeconds(3);

    /// <summary>After a fatal rejection what still comes is thrown away for this long: the end must not overtake the last word.</summary>
    public static readonly TimeSpan LingerTime = TimeSpan.FromSeconds(2);

    /// <summary>Nothing came for this long: the peer has stopped sending.</summary>
    public static readonly TimeSpan LingerSilence = TimeSpan.FromMilliseconds(200);

    /// <summary>What is written when the connection ends leaves the machine within this time, or the connection is cut.</summary>
    public static readonly TimeSpan LastBytesTime = TimeSpan.FromSeconds(5);

    /// <summary>Requests of one connection whose answers are not written yet; the next is read when the first is.</summary>
    public const int MaxUnanswered = 64;

    /// <summary>Frames that wait for a connection without newlines before it loses lobby messages.</summary>
    public const int MaxSpacedFrames = 500;

    /// <summary>The same in bytes; below what the outbox takes, so that private messages still find room.</summary>
    public const int MaxSpacedBytes = Outbox.MaxBytes * 3 / 4;

    /// <summary>Bytes that are joined into one write.</summary>
    public const int WriteBytes = 64 * 1024;
}
