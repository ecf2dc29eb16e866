using System.Text;

namespace ChatBox.Tests;

/// <summary>A writer that tells when a text has come. Thread-safe.</summary>
sealed class AwaitableWriter : TextWriter
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    readonly Lock _gate = new();
    readonly StringBuilder _text = new();
    TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        lock (_gate)
        {
            _text.Append(value);
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public override void WriteLine(string? value) => Write(value + "\n");

    public override Task WriteAsync(string? value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    public override string ToString()
    {
        lock (_gate) return _text.ToString();
    }

    public async Task<string> WaitForAsync(string text)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                var now = _text.ToString();
                if (now.Contains(text, StringComparison.Ordinal)) return now;
                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(Patience);
            }
            catch (TimeoutException e)
            {
                throw new TimeoutException($"'{text}' has not come. What has come:\n{this}", e);
            }
        }
    }
}
