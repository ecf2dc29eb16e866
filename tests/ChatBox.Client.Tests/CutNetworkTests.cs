using ChatBox.Client.Tests.Fakes;
using ChatBox.Protocol.Json;
using ChatBox.Testing;

namespace ChatBox.Client.Tests;

/// <summary>
/// A sender and a reader over a network that breaks at random, in virtual time. A seed that fails is in the name of the case.
/// </summary>
public sealed class CutNetworkTests
{
    const int Messages = 120;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Every_message_is_stored_once_and_read_once_and_in_order(int seed)
    {
        var random = new Random(seed);
        var clock = new ManualTimeProvider();
        using var server = new MemoryServer { PageSize = random.Next(1, 50) };
        await using var sender = await ChatClient.JoinAsync(server.Options("alice", clock));
        await using var reader = await ChatClient.JoinAsync(server.Options("bob", clock));

        // Cuts before a request, between it and its answer, and in the middle of the news; news that is lost; a server that is away.
        var cuts = 0;
        void MaybeCut(double chance)
        {
            if (cuts > 60 || random.NextDouble() >= chance) return;
            cuts++;
            server.Cut();
        }

        server.BeforeRequest = _ =>
        {
            MaybeCut(0.03);
            return true;
        };
        server.AfterRequest = _ => MaybeCut(0.03);
        server.BeforeFrame = frame => frame is not MessageFrame || random.NextDouble() >= 0.1 || cuts > 60;

        var reading = reader.TailAsync(ChatClient.Lobby, after: 0).TakeAsync(Messages);
        var sending = Task.WhenAll(Enumerable.Range(0, Messages).Select(i => sender.SendAsync(ChatClient.Lobby, $"{i}")));
        var acknowledged = await clock.DriveAsync(sending);

        // The last one may have been lost on its way, and only a further message or a reconnect shows it.
        server.BeforeFrame = _ => true;
        server.Cut();
        var read = await clock.DriveAsync(reading);

        var texts = Enumerable.Range(0, Messages).Select(i => $"{i}").ToList();
        Assert.Equal(texts, server.Stored().Select(message => message.Text));
        Assert.Equal(texts, read.Select(message => message.Text));
        Assert.Equal(server.Stored().Numbers(), acknowledged.Numbers());
        Assert.True(cuts > 0);
    }
}
