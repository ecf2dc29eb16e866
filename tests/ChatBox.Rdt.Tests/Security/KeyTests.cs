using ChatBox.Rdt.Connections;
using ChatBox.Rdt.Packets;
using ChatBox.Rdt.Security;
using ChatBox.Rdt.Simulation.Transfers;

namespace ChatBox.Rdt.Tests.Security;

public class KeyTests
{
    [Fact]
    public void Every_direction_epoch_and_random_has_a_key_of_its_own()
    {
        var random = new SeededRandom(5);
        var (ticket, secret) = (new byte[16], new byte[32]);
        random.Fill(ticket);
        random.Fill(secret);
        HashSet<string> streams = [];
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var client = new byte[16];
            random.Fill(client);
            foreach (var aead in Enum.GetValues<AeadAlgorithm>().Where(Aeads.IsKnown))
            {
                using var keys = TransferKeys.Derive(secret, HelloHeader.ForTicket(client, aead, ticket), []);
                foreach (var direction in (PacketKeys[])[keys.Up, keys.Down])
                {
                    // The same number in each epoch, apart from the epoch itself: the stream is what a nonce used twice would give away.
                    foreach (var number in (long[])[7, PacketKeys.EpochSize + 7])
                    {
                        var zeros = new byte[32];
                        direction.Seal(number, [], zeros, new byte[16]);
                        Assert.True(streams.Add(Convert.ToHexString(zeros)));
                    }
                }

                var refusal = new byte[32];
                keys.Refusal.Seal(7, [], refusal, new byte[16]);
                Assert.True(streams.Add(Convert.ToHexString(refusal)));
            }
        }
    }

    [Fact]
    public void Both_sides_of_a_key_exchange_agree()
    {
        using var one = new KeyExchange();
        using var other = new KeyExchange();
        var (here, there) = (new byte[32], new byte[32]);
        Assert.True(one.TryAgree(other.PublicPoint, here));
        Assert.True(other.TryAgree(one.PublicPoint, there));
        Assert.Equal(here, there);
        Assert.Equal(Wire.PointSize, one.PublicPoint.Length);
    }

    [Fact]
    public void A_point_that_is_not_on_the_curve_is_refused()
    {
        using var key = new KeyExchange();
        using var other = new KeyExchange();
        var secret = new byte[32];
        var point = other.PublicPoint.ToArray();
        point[40] ^= 1;
        Assert.False(key.TryAgree(point, secret));
        Assert.False(key.TryAgree(new byte[64], secret));
        Assert.False(key.TryAgree(Enumerable.Repeat((byte)0xFF, 64).ToArray(), secret));
    }
}

public class AeadTests
{
    const AeadSupport Fast = AeadSupport.FastAes | AeadSupport.Aes256 | AeadSupport.ChaCha20;
    const AeadSupport Slow = AeadSupport.Aes256 | AeadSupport.ChaCha20;

    [Theory]
    [InlineData(Fast, Fast, AeadAlgorithm.Aes128Gcm)]
    [InlineData(Fast, Slow, AeadAlgorithm.ChaCha20Poly1305)]
    [InlineData(Slow, Slow, AeadAlgorithm.ChaCha20Poly1305)]
    [InlineData(Slow, AeadSupport.FastAes, AeadAlgorithm.Aes128Gcm)]
    [InlineData(AeadSupport.None, AeadSupport.None, AeadAlgorithm.Aes128Gcm)]
    public void The_choice_follows_the_hardware_of_both(AeadSupport one, AeadSupport other, AeadAlgorithm chosen)
    {
        Assert.Equal(chosen, Aeads.Choose(one, other));
        Assert.Equal(chosen, Aeads.Choose(other, one));
    }
}
