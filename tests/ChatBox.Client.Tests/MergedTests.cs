using ChatBox.Client.Tails;

namespace ChatBox.Client.Tests;

/// <summary>Several streams read as one.</summary>
public sealed class MergedTests
{
    [Fact]
    public async Task All_of_all_comes_and_each_keeps_its_order()
    {
        var all = new List<int>();
        await foreach (var item in Merged.OfAsync<int>([_ => Numbers(1, 3), _ => Numbers(11, 13)], TestContext.Current.CancellationToken))
        {
            all.Add(item);
            if (all.Count == 6) break;
        }

        Assert.Equal([1, 2, 3], all.Where(item => item < 10));
        Assert.Equal([11, 12, 13], all.Where(item => item > 10));
    }

    [Fact]
    public async Task Whatever_one_of_them_fails_with_the_reader_is_told_and_does_not_wait_for_ever()
    {
        var broken = new NotSupportedException("It broke.");
        var merged = Merged.OfAsync<int>([_ => Numbers(1, 1), _ => Failing(broken)], TestContext.Current.CancellationToken);
        var failure = await Assert.ThrowsAsync<NotSupportedException>(async () =>
        {
            await foreach (var _ in merged)
            {
            }
        });
        Assert.Same(broken, failure);
    }

    static async IAsyncEnumerable<int> Numbers(int first, int last)
    {
        for (var number = first; number <= last; number++)
        {
            await Task.Yield();
            yield return number;
        }
    }

    static async IAsyncEnumerable<int> Failing(Exception with)
    {
        yield return 0;
        await Task.Yield();
        throw with;
    }
}
