using System.Text;
using ChatBox.Server.Delivery;

namespace ChatBox.Server.Tests.Delivery;

public sealed class OutboxTests
{
    [Fact]
    public void The_500th_frame_of_news_is_taken_and_the_501st_is_not()
    {
        var outbox = new Outbox();
        for (var i = 0; i < Outbox.MaxFrames; i++) Assert.True(outbox.TryAddNews(Bytes($"{i}")));

        Assert.False(outbox.TryAddNews(Bytes("one more")));
        Assert.Equal(Enumerable.Range(0, Outbox.MaxFrames).Select(i => $"{i}"), All(outbox));
        Assert.True(outbox.TryAddNews(Bytes("room again")));
    }

    [Fact]
    public void The_last_byte_of_256_KiB_is_taken_and_the_next_is_not()
    {
        var outbox = new Outbox();
        Assert.True(outbox.TryAddNews(new byte[Outbox.MaxBytes - 1]));

        Assert.False(outbox.TryAddNews(new byte[2]));
        Assert.True(outbox.TryAddNews(new byte[1]));
        Assert.False(outbox.TryAddNews(new byte[1]));
    }

    [Fact]
    public void Of_news_with_one_key_only_the_newest_waits_in_the_place_of_the_first()
    {
        var outbox = new Outbox();
        outbox.TryAddNews(Bytes("alice away"), "alice");
        outbox.TryAddNews(Bytes("hello"));
        for (var i = 0; i < 10_000; i++) Assert.True(outbox.TryAddNews(Bytes($"alice {i}"), "alice"));

        Assert.Equal(["alice 9999", "hello"], All(outbox));
    }

    [Fact]
    public void What_was_taken_is_not_replaced_any_more()
    {
        var outbox = new Outbox();
        outbox.TryAddNews(Bytes("alice away"), "alice");
        Assert.True(outbox.TryTake(out _));
        outbox.TryAddNews(Bytes("alice online"), "alice");

        Assert.Equal(["alice online"], All(outbox));
    }

    [Fact]
    public void News_that_ends_a_key_keeps_the_older_and_the_newer_apart()
    {
        var outbox = new Outbox();
        outbox.TryAddNews(Bytes("room shown"), "room");
        outbox.TryAddNews(Bytes("room gone"), endedKey: "room");
        outbox.TryAddNews(Bytes("room shown again"), "room");
        outbox.TryAddNews(Bytes("room shown newest"), "room");

        Assert.Equal(["room shown", "room gone", "room shown newest"], All(outbox));
    }

    [Fact]
    public void News_that_grows_by_replacing_stays_within_the_bytes()
    {
        var outbox = new Outbox();
        Assert.True(outbox.TryAddNews(new byte[10], "alice"));
        Assert.True(outbox.TryAddNews(new byte[Outbox.MaxBytes - 10]));

        Assert.True(outbox.TryAddNews(new byte[10], "alice"));
        Assert.False(outbox.TryAddNews(new byte[11], "alice"));
        Assert.Equal(2, All(outbox).Count);
    }

    [Fact]
    public void Answers_find_room_when_news_does_not()
    {
        var outbox = new Outbox();
        Assert.True(outbox.TryAddNews(new byte[Outbox.MaxBytes]));
        outbox.AddAnswer(Bytes("answer"));

        Assert.False(outbox.TryAddNews(new byte[1]));
        Assert.True(outbox.TryTake(out _));
        Assert.True(outbox.TryAddNews(new byte[1]));
    }

    [Fact]
    public async Task Answers_that_are_not_read_make_who_answers_wait()
    {
        var outbox = new Outbox();
        outbox.AddAnswer(new byte[Outbox.MaxBytes]);

        var room = outbox.WaitForAnswersAsync(CancellationToken.None).AsTask();
        Assert.False(room.IsCompleted);
        Assert.True(outbox.TryTake(out _));
        await room.WaitAsync(TimeSpan.FromSeconds(10));

        outbox.AddAnswer(new byte[Outbox.MaxBytes]);
        var again = outbox.WaitForAnswersAsync(CancellationToken.None).AsTask();
        outbox.Complete(default);
        await again.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Completing_drops_all_news_and_keeps_all_answers_before_the_last_word()
    {
        var outbox = new Outbox();
        outbox.TryAddNews(Bytes("news 1"));
        outbox.AddAnswer(Bytes("answer 1"));
        outbox.TryAddNews(Bytes("news 2"), "key");
        outbox.AddAnswer(Bytes("answer 2"));
        outbox.TryAddNews(Bytes("news 3"));

        outbox.Complete(Bytes("goodbye"));
        outbox.Complete(Bytes("another goodbye"));
        outbox.AddAnswer(Bytes("too late"));
        Assert.True(outbox.TryAddNews(Bytes("too late"), "key"));

        Assert.Equal(["answer 1", "answer 2", "goodbye"], All(outbox));
    }

    [Fact]
    public async Task Who_waits_is_woken_by_news_by_answers_and_by_the_end()
    {
        var outbox = new Outbox();
        var first = outbox.WaitAsync(CancellationToken.None).AsTask();
        Assert.False(first.IsCompleted);
        outbox.TryAddNews(Bytes("news"));
        Assert.True(await first.WaitAsync(TimeSpan.FromSeconds(10)));
        All(outbox);

        var second = outbox.WaitAsync(CancellationToken.None).AsTask();
        outbox.AddAnswer(Bytes("answer"));
        Assert.True(await second.WaitAsync(TimeSpan.FromSeconds(10)));
        All(outbox);

        var third = outbox.WaitAsync(CancellationToken.None).AsTask();
        outbox.Complete(default);
        Assert.False(await third.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Many_writers_and_one_reader_lose_nothing_and_keep_each_writers_order()
    {
        var outbox = new Outbox();
        const int writers = 8, each = 5000;
        var writing = Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < each; i++)
                while (!outbox.TryAddNews(Bytes($"{writer} {i}"))) await Task.Yield();
        }))).ContinueWith(_ => outbox.Complete(Bytes("end")), TaskScheduler.Default);

        var next = new int[writers];
        var last = "";
        while (await outbox.WaitAsync(CancellationToken.None))
        {
            while (outbox.TryTake(out var frame))
            {
                last = Encoding.UTF8.GetString(frame.Value.Span);
                if (last == "end") break;
                var parts = last.Split(' ');
                Assert.Equal(
                    next[int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture)]++,
                    int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
            }

            if (last == "end") break;
            await Task.Yield();
        }

        await writing;
    }

    static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    static List<string> All(Outbox outbox)
    {
        List<string> all = [];
        while (outbox.TryTake(out var frame)) all.Add(Encoding.UTF8.GetString(frame.Value.Span));
        return all;
    }
}
