using ChatBox.Client;
using ChatBox.Terminals;

namespace ChatBox.Transfers;

/// <summary>
/// Shows on stderr how far a transfer has come: on a screen a line that is written over, else a line now and then. The speed is that of the last
/// seconds. Thread-safe.
/// </summary>
sealed class ProgressDisplay : IDisposable
{
    static readonly TimeSpan OnScreen = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan InFile = TimeSpan.FromSeconds(10);

    // Long enough not to jump, short enough to tell that a line has become slow.
    static readonly TimeSpan SpeedOver = TimeSpan.FromSeconds(5);

    readonly Terminal _terminal;
    readonly string _name;
    readonly Lock _gate = new();
    readonly Queue<(long Time, long Bytes)> _samples = [];
    long _shown;
    long _last = -1;
    bool _isEnded;

    public ProgressDisplay(Terminal terminal, string name)
    {
        (_terminal, _name) = (terminal, Visible.Line(name));
        _shown = terminal.Clock.GetTimestamp();
    }

    public void Show(TransferProgress progress)
    {
        lock (_gate)
        {
            var now = _terminal.Clock.GetTimestamp();
            var isLast = progress.Bytes == progress.Size;
            if (_isEnded || (!isLast && _terminal.Clock.GetElapsedTime(_shown, now) < (_terminal.Status is null ? InFile : OnScreen))) return;
            // The end is told when the bytes have gone out, and again when they are known to be there.
            if (isLast && _last == progress.Bytes) return;
            _last = progress.Bytes;
            // Of what was done within a breath nobody needs to read in a file.
            if (_terminal.Status is null && isLast && _samples.Count == 0) return;
            _shown = now;
            var speed = SpeedAt(now, progress.Bytes);
            if (_terminal.Status is { } status) status.Show(ProgressText.Bar(_name, progress.Bytes, progress.Size, speed, status.Width));
            else _terminal.Say(ProgressText.Line(_name, progress.Bytes, progress.Size, speed));
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isEnded = true;
            _terminal.Status?.Show("");
        }
    }

    double? SpeedAt(long now, long bytes)
    {
        // Going back (the server had less than was sent) makes what was measured worthless.
        if (_samples.Count > 0 && _samples.Last().Bytes > bytes) _samples.Clear();
        _samples.Enqueue((now, bytes));
        while (_samples.Count > 2 && _terminal.Clock.GetElapsedTime(_samples.Peek().Time, now) > SpeedOver) _samples.Dequeue();
        var (time, first) = _samples.Peek();
        var seconds = _terminal.Clock.GetElapsedTime(time, now).TotalSeconds;
        return seconds > 0 ? (bytes - first) / seconds : null;
    }
}
