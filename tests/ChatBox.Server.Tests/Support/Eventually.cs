using System.Diagnostics;

namespace ChatBox.Server.Tests.Support;

/// <summary>Waiting for what happens by itself, with a limit that is far beyond what it should take.</summary>
static class Eventually
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Limit);

    public static Task Soon(this Task task) => task.WaitAsync(Limit);

    /// <summary>Returns when it holds; fails when it does not within <paramref name="limit"/>.</summary>
    public static async Task HoldsAsync(Func<bool> condition, string what, TimeSpan? limit = null)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < (limit ?? Limit), $"not in time: {what}");
            await Task.Delay(5);
        }
    }
}
