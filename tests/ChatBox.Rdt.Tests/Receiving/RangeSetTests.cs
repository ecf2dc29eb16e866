namespace ChatBox.Rdt.Tests.Receiving;

public class RangeSetTests
{
    static List<(long, long)> All(RangeSet set) => [.. Enumerable.Range(0, set.Count).Select(i => (set[i].Start, set[i].End))];

    [Fact]
    public void Adjacent_ranges_are_joined()
    {
        var set = new RangeSet(10);
        Assert.True(set.TryAdd(10, 20));
        Assert.True(set.TryAdd(30, 40));
        Assert.True(set.TryAdd(20, 30));
        Assert.Equal([(10, 40)], All(set));
    }

    [Fact]
    public void Ranges_are_bounded()
    {
        var set = new RangeSet(100);
        for (var i = 0; i < 100; i++) Assert.True(set.TryAdd(i * 10, (i * 10) + 5));
        Assert.False(set.TryAdd(5_000, 5_001));
        Assert.Equal(100, set.Count);
        // What touches one that is there needs no new one.
        Assert.True(set.TryAdd(5, 6));
        Assert.Equal(100, set.Count);
        // A hole in the middle would need one more: the tail stays in.
        set.Remove(991, 992);
        Assert.Equal(100, set.Count);
    }

    [Fact]
    public void A_model_with_a_bitmap_agrees()
    {
        for (var seed = 1; seed <= 100; seed++)
        {
            var random = new Random(seed);
            var set = new RangeSet(1_000);
            var model = new bool[400];
            for (var step = 0; step < 200; step++)
            {
                var start = random.Next(399);
                var end = random.Next(start, Math.Min(400, start + 40));
                var isAdd = random.Next(3) > 0;
                if (isAdd) Assert.True(set.TryAdd(start, end));
                else set.Remove(start, end);
                Array.Fill(model, isAdd, start, end - start);
                Check(set, model, seed);
                var (from, to) = (random.Next(200), 200 + random.Next(200));
                var gap = set.FirstGap(from, to);
                var expected = Enumerable.Range(from, to - from).TakeWhile(i => model[i]).Count() + from;
                Assert.True(gap.Start == expected && gap.End >= gap.Start && Enumerable.Range((int)gap.Start, (int)gap.Length).All(i => !model[i])
                    && (gap.End == to || model[gap.End]), $"seed {seed}: gap {gap} in {from}..{to}");
            }
        }
    }

    static void Check(RangeSet set, bool[] model, int seed)
    {
        List<(long, long)> expected = [];
        for (var i = 0; i < model.Length; i++)
        {
            if (!model[i]) continue;
            var start = i;
            while (i < model.Length && model[i]) i++;
            expected.Add((start, i));
        }

        Assert.True(expected.SequenceEqual(All(set)), $"seed {seed}");
    }
}
