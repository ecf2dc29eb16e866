using System.Text;

namespace ChatBox.Tests;

/// <summary>A writer that tells when a text has come. Thread-safe.</summary>
sealed class AwaitableWriter : TextWriter
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    readonly Lock gate = new();
    readonly StringBuilder text = new();
    TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        lock (gate)
        {
            text.Append(value);
            changed.TrySetResult();
            changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
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
        lock (gate) return text.ToString();
    }

    public async Task<string> WaitForAsync(string text)
    {
        while (true)
        {
            Task changed;
            lock (gate)
            {
                var now = this.text.ToString();
                if (now.Contains(text, StringComparison.Ordinal)) return now;
                changed = this.changed.Task;
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
