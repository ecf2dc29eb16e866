using ChatBox.Rdt.Congestion;
using ChatBox.Rdt.Connections;
using ChatBox.Rdt.Security;
using ChatBox.Rdt.Sending;
using ChatBox.Rdt.Simulation.Transfers;
using ChatBox.Rdt.Tests.Attacks;

namespace ChatBox.Rdt.Tests;

public class MemoryTests
{
    sealed class Zeros : IFileSource, IFileSink
    {
        public bool TryRead(long offset, Span<byte> bytes)
        {
            bytes.Clear();
            return true;
        }

        public bool TryWrite(long offset, ReadOnlySpan<byte> bytes) => true;
    }

    // Two machines joined by hand; every third packet is lost when told so.
    static long Run(int megabytes, bool isLossy, out long packets)
    {
        var (files, random, now) = (new Zeros(), new SeededRandom(1), TimeSpan.FromSeconds(1));
        var grants = new GrantBook(random, AeadSupport.FastAes);
        using var endpoint = new Endpoint(new EndpointOptions { Sender = new SenderOptions { Controller = _ => new FixedWindow(), MaxDatagramSize = 1_200 } }, grants, random);
        var offer = new FileOffer(new FileInfo((long)megabytes << 20, new byte[32], "zeros"), files);
        Assert.True(grants.TryIssueTicket(now, "alice", Door.Address, "zeros", () => offer, null, out var ticket));
        using var receiver = new FileReceiver(now, new ReceiverOptions { File = "zeros", Ticket = ticket }, random);
        var (buffer, reply) = (new byte[64_000], new byte[1_200]);
        long before = 0, warmUp = (long)megabytes << 19;
        packets = 0;
        for (var step = 0L; !receiver.IsWhole; step++)
        {
            if (before == 0 && receiver.BytesReceived > warmUp) (before, packets) = (GC.GetAllocatedBytesForCurrentThread(), receiver.PacketsReceived);
            now += TimeSpan.FromMicroseconds(200);
            for (var length = receiver.PollTransmit(now, buffer); length > 0; length = receiver.PollTransmit(now, buffer))
                endpoint.Handle(now, Door.Address, buffer.AsSpan(0, length), reply);
            while (endpoint.PollTransmit(now, buffer, 50) is { Bytes: > 0 } transmit)
            {
                for (var at = 0; at < transmit.Bytes; at += transmit.SegmentSize)
                {
                    if (isLossy && step++ % 3 == 0) continue;
                    receiver.Handle(now, buffer.AsSpan(at, Math.Min(transmit.SegmentSize, transmit.Bytes - at)), files);
                }
            }

            endpoint.HandleTimeout(now);
            receiver.HandleTimeout(now);
        }

        packets = receiver.PacketsReceived - packets;
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_packet_of_data_costs_no_allocation(bool isLossy)
    {
        var allocated = Run(32, isLossy, out var packets);
        // Rings and sets that grow once more, the timer of the runtime: some kilobytes for ten thousand packets.
        Assert.True(packets > 10_000);
        Assert.True(allocated < packets, $"{allocated} bytes for {packets} packets");
    }

    /// <summary>What the server keeps of the file beside the machine's notes (OfferedSource).</summary>
    const int Page = 256 * 1_024;

    [Fact]
    public void The_notes_of_a_full_window_fit_two_mebibytes()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var sent = new SentPackets();
        for (var i = 0; i < SentPackets.MaxSpan - 1; i++) sent.Add(PacketState.InFlight);
        Assert.True(sent.IsFull && sent.IsExhausted);
        // What was allocated on the way to the last size: twice that, at most.
        var last = (GC.GetAllocatedBytesForCurrentThread() - before + 1) / 2;
        var lost = (long)RangeBytes(SentPackets.MaxSpan / 2);
        Assert.InRange(last + lost + Page, 1_000_000, 2 * 1_024 * 1_024);
    }

    static int RangeBytes(int ranges) => ranges * 16;

    sealed class FixedWindow : ICongestionController
    {
        public string Name => "fixed";

        public long Window => 500_000;

        public double PacingRate => double.PositiveInfinity;

        public int SendQuantum => 64_000;

        public SentStamp HandleSent(TimeSpan now, int size, long inFlight) => new(now, size, 0, now, now, inFlight, 0, false);

        public void HandleAppLimited(long inFlight)
        {
        }

        public void HandleAcked(TimeSpan now, in SentStamp packet)
        {
        }

        public void HandleLost(TimeSpan now, in SentStamp packet)
        {
        }

        public void HandleSpuriousLoss(TimeSpan now, in SentStamp packet)
        {
        }

        public void HandleAckProcessed(TimeSpan now, RttEstimator rtt, long inFlight)
        {
        }

        public void HandlePersistentCongestion(TimeSpan now)
        {
        }

        public void HandleDatagramSize(int size)
        {
        }

        public void HandlePathChanged(TimeSpan now)
        {
        }
    }
}
