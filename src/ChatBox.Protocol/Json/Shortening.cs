namespace ChatBox.Protocol.Json;

static class Shortening
{
    /// <summary>The first so many characters (Unicode code points) of a text: never half of one.</summary>
    public static string Beginning(this string text, int characters)
    {
        if (text.Length <= characters) return text;
        var end = 0;
        for (var i = 0; i < characters && end < text.Length; i++) end += char.IsHighSurrogate(text[end]) ? 2 : 1;
        return end < text.Length ? text[..end] : text;
    }
}
