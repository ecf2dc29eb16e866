using ChatBox.Rdt.Simulation.Network;
using ChatBox.Rdt.Simulation.Transfers;

namespace ChatBox.Rdt.Tests.Scenarios;

public partial class TransferTests
{
    [Theory]
    [InlineData(true, 0)]
    [InlineData(true, 1)]
    [InlineData(true, 5_000_000)]
    [InlineData(false, 5_000_000)]
    public void A_file_arrives_whole(bool byTicket, int length)
    {
        var run = new TransferRun(new TransferSetup { Length = length, ByTicket = byTicket });
        Assert.True(run.RunToFile(20), $"{run.Receiver.EndReason} {run.Receiver.EndCode} {run.Receiver.EndText} {run.Receiver.ContiguousOffset}");
        Assert.True(run.RunToEnd());
        TestContext.Current.TestOutputHelper?.WriteLine($"{run.Client.FinishedAt} {run.Sender.PacketsSent} {run.Sender.PacketsLost} {run.Sender.DatagramSize} {run.Receiver.EndReason} {run.Receiver.EndCode}");
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.05)]
    [InlineData(0.2)]
    [InlineData(0.5)]
    public void A_file_arrives_whole_over_a_lossy_line(double loss)
    {
        var run = new TransferRun(new TransferSetup { Length = 2_000_000, Line = link => link.Loss = new RandomLoss(loss) });
        Assert.True(run.RunToFile(300), $"{run.Receiver.EndReason} {run.Receiver.EndCode} {run.Receiver.EndText} {run.Receiver.ContiguousOffset}");
        TestContext.Current.TestOutputHelper?.WriteLine($"{run.Client.FinishedAt} {run.Sender.PacketsSent} {run.Sender.PacketsLost} {run.Sender.DatagramSize} {run.Receiver.EndReason} {run.Receiver.EndCode}");
    }
}
