using ChatBox.Client;
using ChatBox.Terminals;
using ChatBox.Transfers;

namespace ChatBox.Tests;

public sealed class ProgressTests
{
    [Theory]
    [InlineData(0, 0, "a  100 %  [========================================]  0 bytes of 0 bytes")]
    [InlineData(0, 1000, "a    0 %  [>                                       ]  0 bytes of 1 kB")]
    [InlineData(999, 1000, "a   99 %  [=======================================>]  999 bytes of 1 kB")]
    [InlineData(1000, 1000, "a  100 %  [========================================]  1 kB of 1 kB")]
    public void A_bar_is_full_when_all_is_there_and_not_before(long bytes, long size, string expected) =>
        Assert.Equal(expected, ProgressText.Bar("a", bytes, size, speed: null, width: 120));

    [Fact]
    public void Speed_and_the_time_that_is_left_stand_behind_the_bar()
    {
        var text = ProgressText.Bar("a", 1_000_000, 10_000_000, speed: 100_000, width: 120);
        Assert.EndsWith("1 MB of 10 MB  100 kB/s  1:30 left", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1e9, "1 GB/s")]
    [InlineData(2.7, "2 bytes/s  2 d 3 h left")]
    [InlineData(100, "100 bytes/s  1:23:20 left")]
    [InlineData(0.1, "0 bytes/s")]
    public void Any_speed_can_be_said(double speed, string expected) =>
        Assert.Contains(expected, ProgressText.Line("a", 500_000, 1_000_000, speed), StringComparison.Ordinal);

    [Theory]
    [InlineData(0.0123, 41.4, "100 kB/s  0:05 left  loss 1.2 %  RTT 41 ms")]
    [InlineData(0, 0.26, "loss 0 %  RTT 0.3 ms")]
    [InlineData(0.5, null, "loss 50 %")]
    public void By_RDT_loss_and_round_trip_stand_behind(double loss, double? milliseconds, string expected)
    {
        var progress = new TransferProgress(1, 2) { LossRate = loss, RoundTrip = milliseconds is { } ms ? TimeSpan.FromMilliseconds(ms) : null };
        Assert.EndsWith(expected, ProgressText.Line("a", 500_000, 1_000_000, 100_000, ProgressText.Path(progress)), StringComparison.Ordinal);
        Assert.Equal("", ProgressText.Path(new TransferProgress(1, 2)));
    }

    [Fact]
    public void Without_a_size_there_is_what_has_come() =>
        Assert.Equal("a  1.5 MB  1 MB/s", ProgressText.Bar("a", 1_500_000, null, 1_000_000, 80));

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(79)]
    [InlineData(200)]
    public void The_status_line_stays_one_line_however_narrow_the_screen(int width)
    {
        using var screen = new AwaitableWriter();
        var status = new StatusLine(screen, () => width);
        status.Show(ProgressText.Bar(new string('n', 100), 5_000_000, 10_000_000, 1000, status.Width));
        Assert.InRange(screen.ToString().Replace("\r\u001b[K", "", StringComparison.Ordinal).Length, 0, Math.Max(0, width - 1));
    }

    [Fact]
    public void What_is_said_stands_above_the_status_line_and_leaves_it()
    {
        using var screen = new AwaitableWriter();
        var status = new StatusLine(screen, () => 80);
        status.WriteLine("before");
        status.Show("50 %");
        status.WriteLine("said");
        status.Show("");
        Assert.Equal("before\n\r\u001b[K50 %\r\u001b[Ksaid\n50 %\r\u001b[K", screen.ToString());
    }

    [Fact]
    public void Into_a_file_there_is_a_line_now_and_then_and_none_for_what_is_done_at_once()
    {
        var clock = new SteppedTime();
        using var shell = new Shell("/nonexistent");
        using var display = new ProgressDisplay(shell.Terminal with { Clock = clock }, "a\u001b[2J");
        display.Show(new TransferProgress(1000, 1000));
        Assert.Empty(shell.ErrorLines);
        for (var i = 0; i <= 100; i++)
        {
            clock.Now += TimeSpan.FromSeconds(0.25).Ticks;
            display.Show(new TransferProgress(i * 1000, 200_000));
        }

        Assert.Equal(["chatbox: a\\x1b[2J: 19 %, 39 kB of 200 kB", "chatbox: a\\x1b[2J: 39 %, 79 kB of 200 kB  4 kB/s  0:31 left"], shell.ErrorLines);
    }

    sealed class SteppedTime : TimeProvider
    {
        public long Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now;
    }
}
