using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Crash;

/// <summary>What a reader sees of a message; the same for every reader, for ever.</summary>
readonly record struct Seen(string Conversation, long Number, string Author, string ClientId, string Text);

/// <summary>
/// Somebody who sends one message after the other, several on their way at once, in turns to several conversations, and sends again what
/// was not acknowledged before anything new. As docs/protocol.md tells a client to.
/// </summary>
sealed class Sender(Somebody who, IReadOnlyList<string> conversations)
{
    const int MaxInFlight = 4;

    readonly Queue<Seen> unacknowledged = new();
    int next;

    /// <summary>What the server said is stored.</summary>
    public List<Seen> Acknowledged { get; } = [];

    /// <summary>What the server pushed, in all connections.</summary>
    public ConcurrentBag<Seen> Pushed { get; } = [];

    /// <summary>The last word of the server on the last connection; null where there was none.</summary>
    public JsonElement? Goodbye { get; private set; }

    /// <summary>How the last connection ended.</summary>
    public Exception? Broken { get; private set; }

    /// <summary>All that was handed in, acknowledged or not.</summary>
    public int Sent => next;

    /// <summary>Sends until the server is gone or <paramref name="stop"/>; with the latter nothing is left unacknowledged.</summary>
    public async Task RunAsync(IServed server, Action acknowledged, CancellationToken stop)
    {
        LiveClient? live = null;
        try
        {
            live = await (who with { Server = server }).ConnectAsync();
            Queue<(Seen Message, Task<JsonElement> Answer)> inFlight = new();
            foreach (var message in unacknowledged.ToList()) inFlight.Enqueue((message, await SendAsync(live, message)));
            while (true)
            {
                while (!stop.IsCancellationRequested && inFlight.Count < MaxInFlight)
                {
                    var message = Next();
                    unacknowledged.Enqueue(message);
                    inFlight.Enqueue((message, await SendAsync(live, message)));
                }

                if (!inFlight.TryDequeue(out var first)) return;
                var answer = await first.Answer;
                Assert.Equal("ok", answer.Type());
                Acknowledged.Add(first.Message with { Number = answer.At("message").Number("number") });
                Assert.Equal(first.Message, unacknowledged.Dequeue());
                acknowledged();
            }
        }
        catch (Exception exception) when (exception is IOException or System.Net.WebSockets.WebSocketException or HttpRequestException
            or ObjectDisposedException or InvalidOperationException)
        {
            // The server was killed; what is not acknowledged waits for the next.
            Broken = exception;
        }
        finally
        {
            foreach (var frame in live?.Events ?? [])
            {
                if (frame.Type() == "message") Pushed.Add(Read(frame.At("message")));
                if (frame.Type() == "goodbye") Goodbye = frame;
            }

            if (live is not null)
            {
                live.Abort();
                await live.DisposeAsync();
            }
        }
    }

    public static Seen Read(JsonElement message) => new(
        message.Text("conversation"), message.Number("number"), message.At("author").Text("name"), message.Text("clientId"),
        message.Text("text"));

    static Task<Task<JsonElement>> SendAsync(LiveClient live, Seen message) => live.BeginAsync(
        message.ClientId, "send", ("conversation", message.Conversation), ("clientId", message.ClientId), ("text", message.Text));

    Seen Next()
    {
        var number = next++;
        var id = string.Create(CultureInfo.InvariantCulture, $"{who.Name}-{number}");
        return new Seen(
            conversations[number % conversations.Count], 0, who.Name, id, string.Create(CultureInfo.InvariantCulture, $"{number}"));
    }
}
