using System.Diagnostics;
using ChatBox.Core.Changes;
using ChatBox.Core.Events;
using ChatBox.Core.People;
using ChatBox.Server.Delivery;

namespace ChatBox.Server.Sessions;

public sealed partial class ChatHost
{
    /// <summary>Changes, and bytes of their news, that are delivered in one go: a quarter of what an outbox takes.</summary>
    const int BurstFrames = Outbox.MaxFrames / 4;

    const int BurstBytes = Outbox.MaxBytes / 4;

    /// <summary>How long delivery waits for outboxes that are more than half full. Who takes nothing in that time is not waited for again.</summary>
    static readonly TimeSpan MaxWaitForReaders = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// What has become durable takes effect: in memory, and as news in the outboxes of whom it concerns. Where it is so much that it would
    /// fill them at once, it waits between for those who read: a burst must not cost them their connections.
    /// </summary>
    public async ValueTask ApplyAsync(IReadOnlyList<Change> changes)
    {
        for (var next = 0; next < changes.Count;)
        {
            lock (gate)
            {
                var bytes = 0;
                for (var frames = 0; next < changes.Count && frames < BurstFrames && bytes < BurstBytes; frames++, next++)
                {
                    var change = changes[next];
                    chat.Apply(change, news);
                    bytes += Deliver();
                    if (change is PersonLeft left) rates.Remove(left.Person);
                }
            }

            await WaitForReadersAsync();
        }
    }

    /// <returns>About how many bytes each of its receivers got.</returns>
    int Deliver()
    {
        SettleCalls();
        var bytes = 0;
        foreach (var (audience, chatEvent) in news)
        {
            var shared = new SharedEvent(chatEvent);
            switch (audience)
            {
                case Audience.One one:
                    Deliver(one.Person, shared);
                    break;
                case Audience.Many many:
                    foreach (var person in many.People) Deliver(person, shared);
                    break;
                default:
                    foreach (var list in sessions.Values)
                        foreach (var session in list) session.Deliver(shared);
                    break;
            }

            bytes += shared.WebFrame.Length;
        }

        news.Clear();
        return bytes;
    }

    void Deliver(PersonId person, SharedEvent shared)
    {
        if (!sessions.TryGetValue(person, out var list)) return;
        foreach (var session in list) session.Deliver(shared);
    }

    async ValueTask WaitForReadersAsync()
    {
        for (var watch = Stopwatch.StartNew(); AnyCrowded(); await Task.Delay(1))
        {
            if (watch.Elapsed < MaxWaitForReaders) continue;
            lock (gate)
            {
                foreach (var session in sessions.Values.SelectMany(list => list).Where(session => session.Outbox.IsCrowded))
                    session.Outbox.NoteStalled();
            }

            return;
        }
    }

    bool AnyCrowded()
    {
        lock (gate)
        {
            foreach (var list in sessions.Values)
                foreach (var session in list)
                    if (session.Outbox.IsCrowded) return true;
            return false;
        }
    }
}
