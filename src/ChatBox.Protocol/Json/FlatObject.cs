using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using ChatBox.Core;

namespace ChatBox.Protocol.Json;

/// <summary>
/// A JSON object of strings, whole numbers and booleans, as every request is: nothing nested, no name twice, at most 16 members. Reading
/// costs one pass and never throws. The taking methods note the first thing that is wrong in <see cref="Refusal"/>. Not thread-safe.
/// </summary>
public sealed class FlatObject
{
    public const int MaxMembers = 16;

    /// <summary>Characters of a word of the client's that an answer repeats: enough to know it again.</summary>
    internal const int MaxNameShown = 40;

    readonly Dictionary<string, object?> members;

    FlatObject(Dictionary<string, object?> members) => this.members = members;

    /// <summary>The first thing that was wrong with what was taken so far.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>An object of members that came some other way than as JSON: strings, longs and booleans.</summary>
    public static FlatObject Of(IEnumerable<KeyValuePair<string, object?>> members) =>
        new(new Dictionary<string, object?>(members, StringComparer.Ordinal));

    public static bool TryParse(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out FlatObject? flat, [NotNullWhen(false)] out Refusal? refusal)
    {
        flat = null;
        if (!Utf8.IsValid(json))
        {
            refusal = Refusals.BadUtf8;
            return false;
        }

        try
        {
            refusal = Read(json, out var members);
            if (refusal is null) flat = new FlatObject(members);
        }
        catch (JsonException)
        {
            refusal = Refusals.BadFrame("This is not JSON.");
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate written as \ud800: JSON's grammar allows it, text does not.
            refusal = Refusals.BadText;
        }

        return refusal is null;
    }

    public string? TakeString(string name)
    {
        if (!members.Remove(name, out var value)) return null;
        if (value is string text) return text;
        Fail(Refusals.BadFrame($"The field {name} is a string."));
        return null;
    }

    public string RequireString(string name)
    {
        if (TakeString(name) is { } text) return text;
        Fail(Refusals.BadFrame($"The field {name} is missing."));
        return "";
    }

    public long? TakeNumber(string name)
    {
        if (!members.Remove(name, out var value)) return null;
        if (value is long number) return number;
        Fail(Refusals.BadFrame($"The field {name} is a whole number."));
        return null;
    }

    /// <summary>A whole number, also as the digits in which a page before has named it.</summary>
    public long? TakeNumberOrDigits(string name)
    {
        if (members.GetValueOrDefault(name) is string text
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            members[name] = number;
        return TakeNumber(name);
    }

    public bool TakeBoolean(string name)
    {
        if (!members.Remove(name, out var value)) return false;
        if (value is bool boolean) return boolean;
        Fail(Refusals.BadFrame($"The field {name} is true or false."));
        return false;
    }

    /// <summary>Notes a refusal, unless one is noted already.</summary>
    public void Fail(Refusal refusal) => Refusal ??= refusal;

    /// <summary>To be called when all is taken: what is left is unknown.</summary>
    public void RefuseRest()
    {
        foreach (var name in members.Keys) Fail(Refusals.UnknownField(name.Beginning(MaxNameShown)));
    }

    static Refusal? Read(ReadOnlySpan<byte> json, out Dictionary<string, object?> members)
    {
        members = new Dictionary<string, object?>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 2 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return Refusals.BadFrame("A request is a JSON object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (members.Count == MaxMembers) return Refusals.BadFrame($"A request has at most {MaxMembers} fields.");
            reader.Read();
            object? value;
            switch (reader.TokenType)
            {
                case JsonTokenType.String:
                    value = reader.GetString();
                    break;
                case JsonTokenType.Number when reader.TryGetInt64(out var number):
                    value = number;
                    break;
                case JsonTokenType.True or JsonTokenType.False:
                    value = reader.GetBoolean();
                    break;
                default:
                    return Refusals.BadFrame("The fields of a request are strings, whole numbers and booleans.");
            }

            if (!members.TryAdd(name, value)) return Refusals.BadFrame("A field stands twice.");
        }

        return reader.Read() ? Refusals.BadFrame("Something follows the object.") : null;
    }
}
