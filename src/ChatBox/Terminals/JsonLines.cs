using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ChatBox.Terminals;

/// <summary>JSON Lines: one wire object of docs/protocol.md on each line.</summary>
static class JsonLines
{
    public static void WriteJson<T>(this TextWriter output, T value, JsonTypeInfo<T> type) =>
        output.WriteLine(Visible.Json(JsonSerializer.Serialize(value, type)));
}
