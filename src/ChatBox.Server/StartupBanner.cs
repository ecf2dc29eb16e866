using System.Globalization;
using System.Net;
using ChatBox.Core.Limits;
using ChatBox.Server.Doors.Web;

namespace ChatBox.Server;

/// <summary>What the host reads when the server has started: where to go, what to hand on, where the data is.</summary>
static class StartupBanner
{
    public static async Task WriteAsync(TextWriter output, RunningServer server)
    {
        var (options, ports) = (server.Options, server.Ports);
        var invite = await server.InviteUrlAsync();
        var lines = new List<string> { $"ChatBox {ProductVersion.Text} \"{options.HouseName}\" is running.", "" };
        if (!options.Local)
        {
            lines.Add($"  Invite others   {invite}");
            lines.AddRange(Draw(QrRows.Of(invite)).Select(row => "    " + row));
            lines.Add("");
        }

        lines.Add($"  This computer   {server.Addresses.Local}");
        var textAddress = options.TextAddress.Equals(IPAddress.IPv6Any) ? "all addresses" : options.TextAddress.ToString();
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"  Text door       {textAddress}, TCP port {ports.Text}"));
        var rdtAddress = options.WebAddress.Equals(IPAddress.IPv6Any) ? "all addresses" : options.WebAddress.ToString();
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"  Downloads       {rdtAddress}, UDP port {ports.Transfers} (RDT)"));
        lines.Add($"  Data            {server.Data.Root}");
        if (server.Certificates is { } certificates)
        {
            lines.Add($"  Fingerprint     {certificates.Fingerprint}");
            // One's own certificate is trusted already, or is not for us to explain.
            if (!options.Local && certificates.Authority is not null) lines.Add($"  Trust it        {server.Addresses.Setup}");
        }

        if (options.PostLimit != PostLimit.Default)
            lines.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  Posts           {options.PostLimit.Burst} at once, then {options.PostLimit.PerSecond} a second"));
        if (options is { Plain: true, Local: false })
            lines.Add("  Without HTTPS browsers give no camera or microphone, and everybody on the way can read along.");
        lines.Add("");
        lines.Add("Ctrl+C stops it.");
        await output.WriteLineAsync(string.Join(Environment.NewLine, lines));
        await output.FlushAsync();
    }

    // Two rows of the code in one line of text, dark on light whatever the terminal's colours: light modules are drawn.
    static IEnumerable<string> Draw(IReadOnlyList<string> rows)
    {
        const int quiet = 2;
        var size = rows.Count;
        for (var y = -quiet; y < size + quiet; y += 2)
            yield return string.Concat(Enumerable.Range(-quiet, size + 2 * quiet).Select(x => (IsLight(x, y), IsLight(x, y + 1)) switch
            {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                _ => ' ',
            }));

        bool IsLight(int x, int y) => x < 0 || y < 0 || x >= size || y >= size || rows[y][x] == '0';
    }
}
