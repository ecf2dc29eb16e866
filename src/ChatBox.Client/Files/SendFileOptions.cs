using ChatBox.Protocol.Json;

namespace ChatBox.Client;

/// <summary>How a file is sent. Immutable; change a copy by <c>with</c>.</summary>
public sealed record SendFileOptions : TransferOptions
{
    /// <summary>What is said with it; at most 8,000 code points; default nothing.</summary>
    public string Text { get; init; } = "";

    /// <summary>Where it is kept what is on its way, so that another run goes on; default null: what breaks off begins anew.</summary>
    public UploadStore? Uploads { get; init; }

    /// <summary>Is given the message as soon as it is there: of an offer before its bytes go up. Must return soon and not throw.</summary>
    public Action<MessageObject>? Sent { get; init; }
}

/// <summary>A file that was sent; the server has it whole, and has checked it.</summary>
/// <param name="Message">With the file.</param>
/// <param name="Sha256">Of its bytes, 64 hexadecimal digits.</param>
/// <param name="Bytes">How many they are.</param>
/// <param name="ResumedAt">How many of them were there from an earlier run.</param>
public sealed record SentFile(MessageObject Message, string Sha256, long Bytes, long ResumedAt);
