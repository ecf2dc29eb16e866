using System.Net;
using System.Security.Cryptography;

namespace ChatBox.Rdt.Udp.Tests;

/// <summary>Ways that change under a transfer, by a relay between real sockets.</summary>
public sealed class PathTests
{
    const int Size = 20_000_000;

    /// <summary>Bytes of IPv4's and UDP's headers, which count for the way and not for the datagram.</summary>
    const int Headers = 28;

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task F22_a_transfer_goes_on_when_a_NAT_gives_it_another_port_and_then_another_address()
    {
        using var way = new Way();
        var byPort = 0L;
        way.At(Size / 4, relay => relay.MoveTo(IPAddress.Loopback));
        way.At(Size / 2, relay =>
        {
            byPort = relay.BytesHere;
            relay.MoveTo(IPAddress.Parse("127.0.0.2"));
        });
        await way.RunAsync();
        // Behind a hole much may have come before the move, which is not sent again.
        Assert.InRange(byPort, Size / 200, long.MaxValue);
        Assert.InRange(way.Relay.BytesHere, Size / 200, long.MaxValue);
    }

    [Fact]
    public async Task F23_a_way_that_takes_smaller_packets_than_before_is_survived()
    {
        using var way = new Way();
        var before = 0;
        way.Relay.Narrow(1_400 - Headers);
        way.At(Size / 2, relay =>
        {
            before = relay.LargestPassed;
            relay.Narrow(1_280 - Headers);
        });
        await way.RunAsync();
        Assert.InRange(before, 1_280 - Headers + 1, 1_400 - Headers);
        Assert.InRange(way.Relay.LargestPassed, 1_200, 1_280 - Headers);
    }

    [Fact]
    public async Task F21_a_way_that_is_gone_for_five_seconds_is_gone_on_with()
    {
        using var way = new Way();
        var isOver = Task.CompletedTask;
        way.At(Size / 2, relay =>
        {
            relay.SetHole(true);
            isOver = Task.Delay(TimeSpan.FromSeconds(5), Stop).ContinueWith(_ => relay.SetHole(false), Stop, TaskContinuationOptions.None, TaskScheduler.Default);
        });
        await way.RunAsync();
        Assert.True(isOver.IsCompletedSuccessfully);
    }

    /// <summary>A transfer over a relay, to which something is done as soon as so many bytes are there.</summary>
    sealed class Way : IDisposable
    {
        readonly Loopback server = new(RandomNumberGenerator.GetBytes(Size));
        readonly Queue<(long Received, Action<UdpRelay> Do)> stations = [];

        public Way() => Relay = new UdpRelay(server.Listener.LocalEndPoint);

        public UdpRelay Relay { get; }

        public void At(long received, Action<UdpRelay> change) => stations.Enqueue((received, change));

        /// <summary>Ends when the file is there and right.</summary>
        public async Task RunAsync()
        {
            var handler = new MemoryHandler(Size)
            {
                OnRound = (_, receiver) =>
                {
                    if (stations.TryPeek(out var next) && receiver.ContiguousOffset >= next.Received) stations.Dequeue().Do(Relay);
                },
            };
            using var download = new FileDownload(Relay.LocalEndPoint, server.Options(), handler, TimeProvider.System);
            download.Start();
            await download.Ended.WaitAsync(Loopback.Long, Stop);
            Assert.True(handler.IsConfirmed, $"{download.EndReason} {download.EndCode} {download.EndText} {download.Failure}");
            Assert.Empty(stations);
        }

        public void Dispose()
        {
            Relay.Dispose();
            server.Dispose();
        }
    }
}
