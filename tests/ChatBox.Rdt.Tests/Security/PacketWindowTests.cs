using ChatBox.Rdt.Security;

namespace ChatBox.Rdt.Tests.Security;

public class PacketWindowTests
{
    [Fact]
    public void A_number_is_taken_once()
    {
        var window = new PacketWindow();
        foreach (var number in (long[])[0, 5, 3, 100, 63, 64, 65])
        {
            Assert.True(window.IsNew(number));
            window.Take(number);
            Assert.False(window.IsNew(number));
        }

        Assert.True(window.IsNew(4));
        Assert.Equal(100, window.Highest);
    }

    [Fact]
    public void Numbers_below_the_window_are_refused()
    {
        var window = new PacketWindow();
        window.Take(10_000);
        Assert.True(window.IsNew(10_000 - PacketWindow.Size + 1));
        Assert.False(window.IsNew(10_000 - PacketWindow.Size));
        Assert.False(window.IsNew(0));
    }

    [Fact]
    public void A_model_with_a_set_agrees()
    {
        var random = new Random(20_261_122);
        for (var round = 0; round < 50; round++)
        {
            var window = new PacketWindow();
            HashSet<long> taken = [];
            long highest = -1, near = 0;
            for (var step = 0; step < 2_000; step++)
            {
                near += random.Next(0, random.Next(10) == 0 ? 5_000 : 3);
                var number = Math.Max(0, near - random.Next(0, 5_000));
                var isNew = number > highest - PacketWindow.Size && !taken.Contains(number);
                Assert.Equal(isNew, window.IsNew(number));
                if (!isNew) continue;
                window.Take(number);
                taken.Add(number);
                highest = Math.Max(highest, number);
            }
        }
    }
}
