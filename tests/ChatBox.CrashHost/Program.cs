using System.Globalization;
using System.Runtime.InteropServices;
using ChatBox.Server;
using ChatBox.Server.Admin;
using ChatBox.Server.Files;

namespace ChatBox.CrashHost;

/// <summary>
/// A server as a process of its own, which a test may kill: <c>DATA [NAME=PORT]... [share=DIR]</c>, with http, https, text and rdt as names. Its output,
/// and what it takes from the environment, are those of <c>chatbox serve</c>.
/// </summary>
static class Program
{
    static async Task<int> Main(string[] args)
    {
        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }

        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        var options = new ServeOptions
        {
            Local = true,
            Plain = true,
            DataDirectory = args[0],
            HttpPort = PortOf("http"),
            HttpsPort = PortOf("https"),
            TextPort = PortOf("text"),
            RdtPort = PortOf("rdt"),
            Share = args.FirstOrDefault(arg => arg.StartsWith("share=", StringComparison.Ordinal))?["share=".Length..],
            Files = FileSettings.Read(Environment.GetEnvironmentVariable).Settings,
        };
        return await ServerHost.RunAsync(options, Console.Out, Console.Error, stop.Token);

        int PortOf(string name) =>
            args.FirstOrDefault(arg => arg.StartsWith(name + "=", StringComparison.Ordinal)) is { } given
                ? int.Parse(given[(name.Length + 1)..], CultureInfo.InvariantCulture)
                : 0;
    }
}
