using ChatBox.Rdt.Connections;
using ChatBox.Rdt.Simulation.Network;

namespace ChatBox.Rdt.Simulation.Transfers;

/// <summary>A transfer in virtual time, from the grant in hand.</summary>
public sealed class TransferRun
{
    public TransferRun(TransferSetup setup)
    {
        Setup = setup;
        Network = new SimulatedNetwork(setup.Seed);
        File = new MemoryFile(setup.Length, setup.Seed);
        Sink = new MemorySink(setup.Length);
        Sink.Preset(File.Bytes.AsSpan(0, setup.Have));
        Server = new RdtServer(setup.Server, setup.Seed ^ 0x5EED);
        Client = new RdtClient(CreateReceiver(), Addresses.Server, Sink);
        ServerHost = Network.Attach(Addresses.Server, Server);
        ClientHost = Network.Attach(Addresses.Client(), Client);
        var queue = setup.Queue ?? Math.Max(30_000, setup.Rate * setup.Delay.TotalSeconds * 2);
        (Down, Up) = Network.ConnectBoth(ServerHost, ClientHost, link =>
        {
            link.Delay = setup.Delay;
            link.Rate = setup.Rate;
            link.QueueLimit = queue;
            link.Mtu = setup.Mtu;
            setup.Line?.Invoke(link);
        });
        ClientHost.Drive();
    }

    public TransferSetup Setup { get; }

    public SimulatedNetwork Network { get; }

    public MemoryFile File { get; }

    public MemorySink Sink { get; }

    public RdtServer Server { get; }

    public RdtClient Client { get; }

    public Host ServerHost { get; }

    public Host ClientHost { get; }

    public Link Down { get; }

    public Link Up { get; }

    public FileReceiver Receiver => Client.Receiver;

    public FileSender Sender => Server.Transfer;

    public TimeSpan Now => Network.Clock.Now;

    /// <summary>Both sides have nothing more to say or wait for.</summary>
    public bool IsOver => Receiver.IsDrained && Server.Endpoint.Transfers.Count == 0;

    /// <summary>The client has the file, every byte of it.</summary>
    public bool HasFile => Client.HasFile && Sink.Bytes.AsSpan().SequenceEqual(File.Bytes);

    public bool RunUntil(Func<bool> condition, double seconds = 120) => Network.Clock.RunUntil(condition, Now + TimeSpan.FromSeconds(seconds));

    public void Run(double seconds) => Network.Clock.Run(Now + TimeSpan.FromSeconds(seconds));

    /// <summary>Until the client has the file; false where it does not get it.</summary>
    public bool RunToFile(double seconds = 120) => RunUntil(() => Client.HasFile || Receiver.IsEnded, seconds) && HasFile;

    public bool RunToEnd(double seconds = 120) => RunUntil(() => IsOver, seconds);

    /// <summary>Something was asked of the client: lets it say so.</summary>
    public void DriveClient() => ClientHost.Drive();

    public void DriveServer() => ServerHost.Drive();

    FileReceiver CreateReceiver()
    {
        var options = new ReceiverOptions { File = File.Info.Name, Start = Setup.Have };
        var from = (Setup.TicketFrom ?? Addresses.Client()).ToPeer();
        if (Setup.ByTicket)
        {
            if (!Server.Grants.TryIssueTicket(TimeSpan.Zero, "alice", from, File.Info.Name, () => File.Offer, Setup.RoundTrip, out var ticket)) throw new InvalidOperationException();
            options = options with { Ticket = ticket };
        }
        else
        {
            if (!Server.Grants.TryIssueForAddress(TimeSpan.Zero, "alice", from, "alice", File.Info.Name, () => File.Offer)) throw new InvalidOperationException();
            options = options with { Name = "alice" };
        }

        return new FileReceiver(TimeSpan.Zero, Setup.Client?.Invoke(options) ?? options, new SeededRandom(Setup.Seed ^ 0xC11E47));
    }
}
