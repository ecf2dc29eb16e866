using System.Text;
using ChatBox.Core.Messages;
using ChatBox.Terminals;

namespace ChatBox.Tests;

public sealed class InputLinesTests
{
    /// <summary>Gives one byte at a time, as a slow pipe does.</summary>
    sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(1, buffer.Length)]);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(1, count));
    }

    static async Task<List<(int, string)>> LinesAsync(Stream input)
    {
        var lines = new List<(int, string)>();
        await foreach (var line in InputLines.ReadLinesAsync(input, CancellationToken.None)) lines.Add(line);
        return lines;
    }

    static Task<List<(int, string)>> LinesAsync(string input) => LinesAsync(new MemoryStream(Encoding.UTF8.GetBytes(input)));

    [Fact]
    public async Task Lines_are_numbered_and_empty_ones_passed_over() =>
        Assert.Equal([(1, "one"), (3, "three"), (5, "five")], await LinesAsync("one\n\nthree\r\n   \nfive"));

    [Fact]
    public async Task A_slow_pipe_gives_the_same()
    {
        const string Input = "Zoë\n你好\n😀 last";
        Assert.Equal(await LinesAsync(Input), await LinesAsync(new Trickle(Encoding.UTF8.GetBytes(Input))));
    }

    [Fact]
    public async Task A_line_has_the_length_of_a_message_and_not_more()
    {
        var longest = string.Concat(Enumerable.Repeat("😀", MessageText.MaxLength));
        Assert.Equal([(1, longest)], await LinesAsync(longest + "\r\n"));
        var refused = await Assert.ThrowsAsync<CommandException>(() => LinesAsync($"ok\n{longest}😀\n"));
        Assert.StartsWith("Line 2:", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_UTF8_is_named() =>
        await Assert.ThrowsAsync<CommandException>(() => LinesAsync(new MemoryStream([0x61, 0xC3, 0x28])));

    [Fact]
    public async Task A_line_without_an_end_is_bounded()
    {
        using var endless = new EndlessStream();
        await Assert.ThrowsAsync<CommandException>(() => LinesAsync(endless));
        await Assert.ThrowsAsync<CommandException>(() => InputLines.ReadWholeAsync(endless, CancellationToken.None));
        Assert.InRange(endless.Given, 0, 1024 * 1024);
    }

    [Fact]
    public async Task The_whole_input_keeps_its_line_breaks_but_the_last() =>
        Assert.Equal("one\n\ntwo", await InputLines.ReadWholeAsync(new MemoryStream("one\n\ntwo\n"u8.ToArray()), CancellationToken.None));

    sealed class EndlessStream : MemoryStream
    {
        public long Given { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            buffer.Fill((byte)'x');
            Given += buffer.Length;
            return buffer.Length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    }
}
