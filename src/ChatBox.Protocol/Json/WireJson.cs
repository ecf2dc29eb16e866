using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatBox.Protocol.Json;

/// <summary>
/// How the wire objects become bytes and come back: camel case, absent rather than null, times with milliseconds. Thread-safe.
/// </summary>
[JsonSerializable(typeof(ServerFrame))]
[JsonSerializable(typeof(ServerInfo))]
[JsonSerializable(typeof(JoinedObject))]
[JsonSerializable(typeof(MeObject))]
[JsonSerializable(typeof(LogoutObject))]
[JsonSerializable(typeof(LinkObject))]
[JsonSerializable(typeof(PeoplePage))]
[JsonSerializable(typeof(ConversationsPage))]
[JsonSerializable(typeof(ConversationObject))]
[JsonSerializable(typeof(MessagesPage))]
[JsonSerializable(typeof(MessageObject))]
[JsonSerializable(typeof(PersonObject))]
[JsonSerializable(typeof(ChangesPage))]
[JsonSerializable(typeof(FilesPage))]
[JsonSerializable(typeof(DigestsObject))]
[JsonSerializable(typeof(SharePage))]
[JsonSerializable(typeof(FileObject))]
[JsonSerializable(typeof(SearchPage))]
[JsonSerializable(typeof(FoundObject))]
[JsonSerializable(typeof(CallObject))]
[JsonSerializable(typeof(ProblemObject))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowOutOfOrderMetadataProperties = true,
    Converters = [typeof(Rfc3339Converter), typeof(TextConverter)])]
public sealed partial class WireContext : JsonSerializerContext;

/// <summary>Bytes of wire objects and back. Thread-safe.</summary>
public static class WireJson
{
    /// <summary>The context that every door and client uses. Text is not escaped for HTML: the page never treats it as markup.</summary>
    public static WireContext Context { get; } =
        new(new JsonSerializerOptions(WireContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static byte[] Encode(ServerFrame frame) => JsonSerializer.SerializeToUtf8Bytes(frame, Context.ServerFrame);

    /// <summary>Reads a frame from the server. Unknown members and types are ignored, as the protocol asks of a client.</summary>
    /// <exception cref="JsonException">The bytes are not such a frame.</exception>
    public static ServerFrame DecodeFrame(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, Context.ServerFrame) ?? throw new JsonException("null is not a frame");
}

/// <summary>
/// Text as UTF-8, escaped only where JSON asks for it. The encoders of .NET write each character beyond the first plane as two escapes:
/// twelve bytes for an emoji of four, and a text of 8,000 of them would not fit the 64 KiB of a page.
/// </summary>
public sealed class TextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        if (value.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            writer.WriteRawValue(Encoding.UTF8.GetBytes(Quote(value)), skipInputValidation: true);
        else writer.WriteStringValue(value);
    }

    static string Quote(string value)
    {
        var target = new StringBuilder(value.Length + 16).Append('"');
        foreach (var sign in value)
        {
            if (sign is '"' or '\\') target.Append('\\').Append(sign);
            else if (sign == '\n') target.Append("\\n");
            else if (sign < ' ') target.Append(CultureInfo.InvariantCulture, $"\\u{(int)sign:X4}");
            else target.Append(sign);
        }

        return target.Append('"').ToString();
    }
}

/// <summary>RFC 3339 in UTC with milliseconds: <c>2026-11-22T09:30:00.123Z</c>.</summary>
public sealed class Rfc3339Converter : JsonConverter<DateTimeOffset>
{
    const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture));
}
