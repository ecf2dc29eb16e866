namespace ChatBox.EndToEnd.Tests.Hosting;

/// <summary>A past for the lobby.</summary>
static class Crowd
{
    /// <summary>Nobody may write more at once before being slowed down, so several take turns.</summary>
    const int Writers = 4;

    /// <summary>
    /// Writes "Message 1" to "Message <paramref name="count"/>", except where <paramref name="texts"/> gives the text of a number.
    /// </summary>
    public static async Task FillLobbyAsync(ChatBoxServer server, int count, IReadOnlyDictionary<int, string>? texts = null)
    {
        var writers = await Task.WhenAll(Enumerable.Range(1, Writers).Select(n => ApiPerson.JoinAsync(server, $"writer{n}")));
        for (var n = 1; n <= count; n++)
            await writers[n % Writers].SayAsync(texts is not null && texts.TryGetValue(n, out var text) ? text : $"Message {n}");
        foreach (var writer in writers) writer.Dispose();
    }
}
