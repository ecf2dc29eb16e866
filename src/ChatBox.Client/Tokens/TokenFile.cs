using System.Text.Json.Serialization;

namespace ChatBox.Client.Tokens;

/// <summary>The file as it lies on the disk.</summary>
sealed record TokenFile(int Version, IReadOnlyList<KeptServer> Servers)
{
    public const int CurrentVersion = 1;

    public static readonly TokenFile Empty = new(CurrentVersion, []);

    /// <summary>What the serializer leaves null where the file is somebody else's.</summary>
    [JsonIgnore]
    public bool IsWhole =>
        Version == CurrentVersion
        && Servers is not null
        && Servers.All(server => server is { Id.Length: > 0, Origins: not null, Tokens: not null });
}

[JsonSerializable(typeof(TokenFile))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
sealed partial class TokenFileContext : JsonSerializerContext;
