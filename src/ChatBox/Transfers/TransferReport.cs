using System.Text.Json.Serialization;

namespace ChatBox.Transfers;

/// <summary>What <c>chatbox get --json</c> ends with.</summary>
/// <param name="Via">How the bytes came: <c>http</c>.</param>
/// <param name="Bytes">The size of the file.</param>
/// <param name="Sha256">Of the bytes that are here now, 64 hexadecimal digits.</param>
/// <param name="Seconds">From the start of the transfer to the checked file.</param>
/// <param name="ResumedAt">How many bytes were here from an earlier run.</param>
/// <param name="Verified">Whether the hash is what the sender or the server said; false where nobody said anything.</param>
/// <param name="Path">Where it is; absent where it went to the standard output.</param>
sealed record GetReport(string Via, long Bytes, string Sha256, double Seconds, long ResumedAt, bool Verified, string? Path);

/// <summary>What <c>chatbox get --json</c> ends with where the file came by RDT; such a file is always verified.</summary>
/// <param name="Via"><c>rdt</c>.</param>
/// <param name="Bytes">The size of the file.</param>
/// <param name="Sha256">Of the bytes that are here now, 64 hexadecimal digits.</param>
/// <param name="Seconds">From the ticket in hand to the last byte that was right.</param>
/// <param name="ResumedAt">How many bytes were here from an earlier run.</param>
/// <param name="Retransmitted">Bytes of the file that the server sent more than once.</param>
sealed record RdtReport(string Via, long Bytes, string Sha256, double Seconds, long ResumedAt, long Retransmitted);

/// <summary>What <c>chatbox put --json</c> prints for each file.</summary>
/// <param name="Via">How the bytes went: <c>http</c>.</param>
/// <param name="Bytes">The size of the file.</param>
/// <param name="Sha256">Of the bytes that were sent, 64 hexadecimal digits; the server's are the same.</param>
/// <param name="Seconds">From the start of the transfer to the file that is whole and checked there.</param>
/// <param name="ResumedAt">How many bytes were there from an earlier run.</param>
/// <param name="Name">What it is called there.</param>
/// <param name="File">The server's id of it.</param>
/// <param name="Conversation">The id of the conversation.</param>
/// <param name="Number">Of the message.</param>
/// <param name="State">Of the file, as in docs/protocol.md, "Objects".</param>
sealed record PutReport(
    string Via, long Bytes, string Sha256, double Seconds, long ResumedAt, string Name, string File, string Conversation, long Number,
    string State);

[JsonSerializable(typeof(GetReport))]
[JsonSerializable(typeof(RdtReport))]
[JsonSerializable(typeof(PutReport))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
sealed partial class ReportContext : JsonSerializerContext;
