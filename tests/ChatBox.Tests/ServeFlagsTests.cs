using System.CommandLine;
using System.Net;
using ChatBox.Commands;
using ChatBox.Server.Admin;

namespace ChatBox.Tests;

public sealed class ServeFlagsTests
{
    static ServeOptions Read(params string[] args)
    {
        var flags = new ServeFlags();
        var command = new RootCommand();
        flags.AddTo(command);
        var parsed = command.Parse(args);
        Assert.Empty(parsed.Errors);
        return flags.Read(parsed);
    }

    [Fact]
    public void Without_flags_the_defaults_hold() => Assert.Equal(new ServeOptions(), Read());

    [Fact]
    public void Every_flag_reaches_its_option() => Assert.Equal(
        new ServeOptions
        {
            Local = true,
            Listen = IPAddress.Parse("192.168.1.20"),
            Open = true,
            Plain = true,
            HttpPort = 1,
            HttpsPort = 2,
            TextPort = 3,
            TextListen = IPAddress.IPv6Loopback,
            RdtPort = 4,
            DataDirectory = "/data",
            Share = "/share",
            Turn = "turn:host",
            CertificateFile = "/c",
            CertificateKeyFile = "/k",
            CertificatePasswordFile = "/p",
            HouseName = "Room 12",
        },
        Read(
            "--local", "--listen", "192.168.1.20", "--open", "--plain", "--http-port", "1", "--https-port", "2", "--text-port", "3",
            "--text-listen", "[::1]",
            "--rdt-port", "4", "--data", "/data", "--share", "/share", "--turn", "turn:host", "--certificate", "/c", "--certificate-key",
            "/k",
            "--certificate-password-file", "/p", "--name", "Room 12"));

    [Fact]
    public void Port_0_and_65535_pass()
    {
        Assert.Equal(0, Read("--http-port", "0").HttpPort);
        Assert.Equal(65535, Read("--http-port", "65535").HttpPort);
    }
}
