using System.Text.Json;
using System.Text.Json.Serialization;
using ChatBox.Server.Admin;

namespace ChatBox.Server.Files.Uploads;

/// <summary>What the sender said of an upload when it began, to be looked at when it is whole.</summary>
/// <param name="Type">Its media type, not believed yet.</param>
/// <param name="Sha256">64 hexadecimal digits, where the sender knew it from the start.</param>
sealed partial record SenderWord(string? Type, string? Sha256)
{
    public void Write(string path)
    {
        using var file = PrivateFiles.Open(path, FileMode.Create, FileAccess.Write, FileShare.None);
        JsonSerializer.Serialize(file, this, Json.Default.SenderWord);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Nothing, where it cannot be read: the sender then says the hash at the end.</summary>
    public static SenderWord Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize(file, Json.Default.SenderWord) ?? new SenderWord(null, null);
        }
        catch (Exception exception) when (exception is JsonException or IOException)
        {
            return new SenderWord(null, null);
        }
    }

    [JsonSerializable(typeof(SenderWord))]
    sealed partial class Json : JsonSerializerContext;
}
