using System.Net;
using ChatBox.Server.Admin;
using ChatBox.Server.Certificates;
using ChatBox.Server.Tests.Admin;
using ChatBox.Testing;
using Microsoft.Extensions.Logging;

namespace ChatBox.Server.Tests.Certificates;

/// <summary>A machine with the addresses a test gives it, a directory, a clock, and a log that can be read.</summary>
sealed class House : IDisposable, ILogger<ServerCertificates>
{
    readonly TemporaryDirectory temporary = new();
    DataDirectory? data;

    /// <param name="time">The real time where a handshake or a system's own verification takes part.</param>
    public House(DateTimeOffset? time = null)
    {
        Time = new ManualTimeProvider(time ?? new DateTimeOffset(2030, 6, 15, 12, 0, 0, TimeSpan.Zero));
        Network = new NetworkAddresses(() => Addresses.Select(IPAddress.Parse), "Tower");
        Options = new ServeOptions { DataDirectory = temporary["data"], HouseName = "Lab 3.14" };
    }

    public ManualTimeProvider Time { get; }

    public List<string> Addresses { get; } = ["192.168.1.20", "fd00::20"];

    public NetworkAddresses Network { get; }

    public ServeOptions Options { get; set; }

    public List<string> Log { get; } = [];

    public string this[string name] => temporary[name];

    public string CertificateFile(string name) => temporary[$"data/certificates/{name}"];

    public ServerCertificates Open() =>
        ServerCertificates.Open(data ??= DataDirectory.Open(Options.DataDirectory), Options, Network, Time, this);

    public void Move(params ReadOnlySpan<string> addresses)
    {
        Addresses.Clear();
        foreach (var address in addresses)
            Addresses.Add(address);
        Network.Refresh();
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Log.Add($"{eventId.Id} {formatter(state, exception)}");

    public void Dispose()
    {
        data?.Dispose();
        Network.Dispose();
        temporary.Dispose();
    }
}
