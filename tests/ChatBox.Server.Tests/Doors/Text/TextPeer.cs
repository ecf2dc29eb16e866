using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using ChatBox.Testing;
using Microsoft.AspNetCore.Connections;

namespace ChatBox.Server.Tests.Doors.Text;

/// <summary>
/// The other end of an in-memory connection to the text door. What <see cref="SendAsync(string)"/> sends has been read when it returns.
/// </summary>
sealed class TextPeer : IAsyncDisposable
{
    // A test that waits this long for what should be there has failed.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    // Of the order of what a thread pool needs to do what it was handed, many times over.
    const int Turns = 200;

    readonly TextHouse house;
    readonly Pipe toDoor = new(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));
    readonly Pipe fromDoor = new(new PipeOptions(pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024));
    readonly StringBuilder received = new();
    readonly Task running;
    bool stalled;

    public TextPeer(TextHouse house)
    {
        this.house = house;
        Connection = new DefaultConnectionContext(
            Guid.NewGuid().ToString("N"), new DuplexPipe(toDoor.Reader, fromDoor.Writer), new DuplexPipe(fromDoor.Reader, toDoor.Writer));
        running = RunAsync();
    }

    public DefaultConnectionContext Connection { get; }

    /// <summary>Ends when the door has closed the connection.</summary>
    public Task Closed => running;

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(byte[] bytes) => await toDoor.Writer.WriteAsync(bytes, TestContext.Current.CancellationToken);

    /// <summary>Sends and does not wait for anybody to read it.</summary>
    public void Post(string text)
    {
        toDoor.Writer.Write(Encoding.UTF8.GetBytes(text));
        _ = toDoor.Writer.FlushAsync().AsTask();
    }

    /// <summary>The peer sends nothing more; it still reads.</summary>
    public void CloseOutput() => toDoor.Writer.Complete();

    /// <summary>The connection breaks.</summary>
    public void Reset()
    {
        toDoor.Writer.Complete(new ConnectionResetException("reset by the test"));
        fromDoor.Reader.Complete();
    }

    /// <summary>Waits until at least this much text is there, takes it and compares.</summary>
    public async Task ExpectAsync(string expected) => Assert.Equal(expected, await TakeAsync(expected.Length));

    /// <summary>Waits for one line.</summary>
    public async Task<string> LineAsync()
    {
        await WaitAsync(() => received.ToString().Contains('\n', StringComparison.Ordinal));
        return Cut(received.ToString().IndexOf('\n', StringComparison.Ordinal) + 1)[..^1];
    }

    /// <summary>Waits for a line that holds the words; those before it are passed over.</summary>
    public async Task<string> LineWithAsync(string words)
    {
        while (true)
        {
            var line = await LineAsync();
            if (line.Contains(words, StringComparison.Ordinal)) return line;
        }
    }

    public async Task<string> TakeAsync(int characters)
    {
        await WaitAsync(() => received.Length >= characters);
        return Cut(characters);
    }

    /// <summary>Waits for one message of a connection without newlines, in the single spelling, while the test's time passes.</summary>
    public async Task<string> MessageAsync()
    {
        const string end = "<p:message_received>";
        await WaitAsync(() => received.ToString().Contains(end, StringComparison.Ordinal), Step);
        return Cut(received.ToString().IndexOf(end, StringComparison.Ordinal) + end.Length);
    }

    /// <summary>Reads nothing more.</summary>
    public void Stall() => stalled = true;

    /// <summary>Whatever comes until the door closes.</summary>
    /// <param name="timePasses">The door closes when some time has passed; else it needs none.</param>
    public async Task<string> ToEndAsync(bool timePasses = false)
    {
        await WaitAsync(() => running.IsCompleted, timePasses ? Step : default);
        Gather();
        return Cut(received.Length);
    }

    /// <summary>What is there when everybody has had a turn.</summary>
    public async Task<string> HereAsync()
    {
        for (var turn = 0; turn < Turns; turn++)
        {
            (house.Clock as ManualTimeProvider)?.Advance(TimeSpan.Zero);
            await Task.Yield();
        }

        Gather();
        return Cut(received.Length);
    }

    public async ValueTask DisposeAsync()
    {
        Stall();
        Reset();
        await WaitAsync(() => running.IsCompleted, Step);
    }

    async Task RunAsync()
    {
        await Task.Yield();
        await house.Door.OnConnectedAsync(Connection);
        await fromDoor.Writer.CompleteAsync();
    }

    // Polls, so that timers which are due by the test's clock fire although they were set after it moved.
    async Task WaitAsync(Func<bool> condition, TimeSpan step = default)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, $"waited in vain; here is: {received}");
            (house.Clock as ManualTimeProvider)?.Advance(step);
            Gather();
            await Task.Yield();
        }
    }

    void Gather()
    {
        while (!stalled && fromDoor.Reader.TryRead(out var read))
        {
            received.Append(Encoding.UTF8.GetString(read.Buffer));
            fromDoor.Reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return;
        }
    }

    string Cut(int characters)
    {
        var text = received.ToString(0, characters);
        received.Remove(0, characters);
        return text;
    }

    sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
