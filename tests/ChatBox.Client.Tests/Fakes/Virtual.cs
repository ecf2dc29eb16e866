using ChatBox.Protocol.Json;
using ChatBox.Testing;

namespace ChatBox.Client.Tests.Fakes;

/// <summary>Moves virtual time on while something is awaited. The real time is a bound for a test that hangs, and nothing else.</summary>
static class Virtual
{
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task DriveAsync(this ManualTimeProvider clock, Task task)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!task.IsCompleted)
        {
            if (TimeProvider.System.GetElapsedTime(start) > Patience) throw new TimeoutException("The task does not end.");
            // What is ready runs first, so that time moves only where everybody waits for it.
            for (var i = 0; i < 20 && !task.IsCompleted; i++) await Task.Yield();
            clock.Advance(Step);
        }

        await task;
    }

    public static async Task<T> DriveAsync<T>(this ManualTimeProvider clock, Task<T> task)
    {
        await DriveAsync(clock, (Task)task);
        return await task;
    }

    /// <summary>Reads so many messages, and no more.</summary>
    public static async Task<List<MessageObject>> TakeAsync(this IAsyncEnumerable<MessageObject> messages, int count)
    {
        var taken = new List<MessageObject>();
        await foreach (var message in messages)
        {
            taken.Add(message);
            if (taken.Count == count) break;
        }

        return taken;
    }

    public static IEnumerable<long> Numbers(this IEnumerable<MessageObject> messages) => messages.Select(message => message.Number);
}
