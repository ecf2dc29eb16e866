using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ChatBox.Server.Tests.Support;

/// <summary>Keeps what is logged from the level of information on, a line each, without exceptions.</summary>
sealed class LinesOf<T> : ILogger<T>
{
    readonly ConcurrentQueue<string> lines = new();

    public IReadOnlyList<string> Lines => [.. lines];

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Enqueue(formatter(state, exception));

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
}
