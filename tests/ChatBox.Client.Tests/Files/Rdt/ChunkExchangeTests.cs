using ChatBox.Client.Files.Rdt;

namespace ChatBox.Client.Tests.Files.Rdt;

public class ChunkExchangeTests
{
    readonly ChunkExchange exchange = new();

    List<ReceivedChunk> TakeAll()
    {
        List<ReceivedChunk> taken = [];
        while (exchange.TakeFree(TimeSpan.Zero) is { } chunk) taken.Add(chunk);
        return taken;
    }

    [Fact]
    public void No_more_chunks_go_round_than_there_are()
    {
        var taken = TakeAll();
        Assert.Equal(12, taken.Distinct().Count());
        exchange.Return(taken[3]);
        Assert.Same(taken[3], exchange.TakeFree(TimeSpan.Zero));
        Assert.Null(exchange.TakeFree(TimeSpan.Zero));
    }

    [Fact]
    public void Chunks_are_emptied_in_the_order_in_which_they_were_filled()
    {
        var taken = TakeAll();
        foreach (var chunk in taken) exchange.Hand(chunk);
        exchange.Complete();
        // What was handed over before the end is still there.
        Assert.Equal(taken, [.. taken.Select(_ => exchange.TakeFilled()!)]);
        Assert.Null(exchange.TakeFilled());
    }

    [Fact]
    public async Task Who_waits_for_a_filled_chunk_gets_it_when_it_comes()
    {
        var waiting = Task.Run(exchange.TakeFilled, TestContext.Current.CancellationToken);
        var chunk = exchange.TakeFree(TimeSpan.Zero)!;
        exchange.Hand(chunk);
        Assert.Same(chunk, await waiting);
    }

    [Fact]
    public async Task Who_waits_for_room_gets_it_when_a_chunk_comes_back()
    {
        var taken = TakeAll();
        var waiting = Task.Run(() => exchange.TakeFree(TimeSpan.FromMinutes(1)), TestContext.Current.CancellationToken);
        exchange.Return(taken[0]);
        Assert.Same(taken[0], await waiting);
    }

    [Fact]
    public async Task The_end_wakes_both_sides()
    {
        TakeAll();
        var filling = Task.Run(() => exchange.TakeFree(TimeSpan.FromMinutes(1)), TestContext.Current.CancellationToken);
        var emptying = Task.Run(exchange.TakeFilled, TestContext.Current.CancellationToken);
        exchange.Complete();
        Assert.Null(await filling);
        Assert.Null(await emptying);
    }
}
