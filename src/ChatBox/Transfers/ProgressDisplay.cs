using ChatBox.Client;
using ChatBox.Terminals;

namespace ChatBox.Transfers;

/// <summary>
/// Shows on stderr how far a transfer has come: on a screen a line that is written over, else a line now and then. The speed is that of the
/// last seconds. Thread-safe.
/// </summary>
sealed class ProgressDisplay : IDisposable
{
    static readonly TimeSpan OnScreen = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan InFile = TimeSpan.FromSeconds(10);

    // Long enough not to jump, short enough to tell that a line has become slow.
    static readonly TimeSpan SpeedOver = TimeSpan.FromSeconds(5);

    readonly Terminal terminal;
    readonly string name;
    readonly Lock gate = new();
    readonly Queue<(long Time, long Bytes)> samples = [];
    long shown;
    long last = -1;
    bool isEnded;

    public ProgressDisplay(Terminal terminal, string name)
    {
        (this.terminal, this.name) = (terminal, Visible.Line(name));
        shown = terminal.Clock.GetTimestamp();
    }

    public void Show(TransferProgress progress)
    {
        lock (gate)
        {
            var now = terminal.Clock.GetTimestamp();
            var isLast = progress.Bytes == progress.Size;
            if (isEnded || (!isLast && terminal.Clock.GetElapsedTime(shown, now) < (terminal.Status is null ? InFile : OnScreen))) return;
            // The end is told when the bytes have gone out, and again when they are known to be there.
            if (isLast && last == progress.Bytes) return;
            last = progress.Bytes;
            // Of what was done within a breath nobody needs to read in a file.
            if (terminal.Status is null && isLast && samples.Count == 0) return;
            shown = now;
            var speed = SpeedAt(now, progress.Bytes);
            if (terminal.Status is { } status) status.Show(ProgressText.Bar(name, progress.Bytes, progress.Size, speed, status.Width, ProgressText.Path(progress)));
            else terminal.Say(ProgressText.Line(name, progress.Bytes, progress.Size, speed, ProgressText.Path(progress)));
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            isEnded = true;
            terminal.Status?.Show("");
        }
    }

    double? SpeedAt(long now, long bytes)
    {
        // Going back (the server had less than was sent) makes what was measured worthless.
        if (samples.Count > 0 && samples.Last().Bytes > bytes) samples.Clear();
        samples.Enqueue((now, bytes));
        while (samples.Count > 2 && terminal.Clock.GetElapsedTime(samples.Peek().Time, now) > SpeedOver) samples.Dequeue();
        var (time, first) = samples.Peek();
        var seconds = terminal.Clock.GetElapsedTime(time, now).TotalSeconds;
        return seconds > 0 ? (bytes - first) / seconds : null;
    }
}
