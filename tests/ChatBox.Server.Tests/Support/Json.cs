using System.Text.Json;

namespace ChatBox.Server.Tests.Support;

/// <summary>Reading what the server writes, shortly.</summary>
static class Json
{
    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static long Number(this JsonElement element, string name) => element.GetProperty(name).GetInt64();

    public static JsonElement At(this JsonElement element, params string[] path) =>
        path.Aggregate(element, (inner, name) => inner.GetProperty(name));

    public static bool Has(this JsonElement element, string name) => element.TryGetProperty(name, out _);

    public static string? Type(this JsonElement element) => element.TryGetProperty("type", out var type) ? type.GetString() : null;

    public static string? Code(this JsonElement element) => element.TryGetProperty("code", out var code) ? code.GetString() : null;
}
