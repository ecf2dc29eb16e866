using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ChatBox.Server.Tests.Doors.Text;

// The same over TCP, with the system's own clock.
public sealed class TextDoorSocketTests : IAsyncLifetime
{
    TextHouse house = null!;
    IPEndPoint address = null!;

    public async ValueTask InitializeAsync()
    {
        house = await TextHouse.OpenAsync();
        address = await house.ListenAsync();
    }

    public ValueTask DisposeAsync() => house.DisposeAsync();

    public static TheoryData<string, string, int> Ways() => new()
    {
        // spelling, end of a message, bytes of a write (0: all in one)
        { "single", "\n", 0 }, { "single", "\r\n", 1 }, { "single", "", 0 }, { "single", "", 1 }, { "single", "", 7 },
        { "doubled", "\n", 0 }, { "doubled", "\n", 1 }, { "doubled", "", 0 }, { "doubled", "", 1 }, { "doubled", "", 7 },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Every_exchange_reads_the_same_however_it_is_sent(string spelling, string end, int size)
    {
        using var alice = await SocketPeer.OpenAsync(address, spelling, end, size);
        await alice.SendAsync("<s:alice><t:connect><q:1>");
        await alice.ExpectAsync("<m:True><s:server:127.0.0.1><r:alice><p:connect_response><q:1>");
        await alice.ExpectAsync("<m:alice has joined the chat><s:Server><r:alice><p:message_received>");
        await alice.SendAsync("<s:alice><r:server:127.0.0.1><t:get_user_list><q:2>");
        await alice.ExpectAsync("<m:['alice']><s:server:127.0.0.1><r:alice><p:user_list><q:2>");
        await alice.SendAsync("<s:alice><t:get_file><q:3>");
        await alice.ExpectAsync("<m:[]><s:server:127.0.0.1><r:alice><p:file_list><q:3>");
        await alice.SendAsync("<s:alice><t:download><m:a.txt><q:4>");
        await alice.ExpectAsync("<m:ERR><s:server:127.0.0.1><r:alice><p:download_response><q:4>");
        await alice.SendAsync("<s:alice><r:all><t:message_request><m:hi &lt;all&gt;><q:5>");
        await alice.ExpectAsync("<m:hi &lt;all&gt;><s:alice><r:alice><p:message_received>");
        await alice.ExpectAsync("<m:True><s:server:127.0.0.1><r:alice><p:message_response><q:5>");
        await alice.SendAsync("<s:alice><r:bob><t:message_request><m:hi><q:6>");
        await alice.ExpectAsync("<m:False><s:server:127.0.0.1><r:alice><p:message_response><q:6>");
        await alice.SendAsync("<s:alice><t:disconnect><q:7>");
        await alice.ExpectAsync("<m:True><s:server:127.0.0.1><r:alice><p:disconnect_response><q:7>");
        await alice.ExpectEndAsync();
    }

    [Theory]
    [InlineData("single", "\n")]
    [InlineData("doubled", "")]
    public async Task A_hundred_messages_in_one_write_are_a_hundred(string spelling, string end)
    {
        using var alice = await SocketPeer.OpenAsync(address, spelling, end, 0);
        await alice.SendAsync(["<s:alice><t:connect>", .. Enumerable.Range(0, 98).Select(i => $"<s:alice><t:get_file><q:{i}>")]);
        await alice.ExpectAsync("<m:True><s:server:127.0.0.1><r:alice><p:connect_response>");
        await alice.ExpectAsync("<m:alice has joined the chat><s:Server><r:alice><p:message_received>");
        for (var i = 0; i < 98; i++) await alice.ExpectAsync($"<m:[]><s:server:127.0.0.1><r:alice><p:file_list><q:{i}>");
    }

    [Fact]
    public async Task A_script_that_closes_its_side_gets_its_answers()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(address);
        var stream = socket.GetStream();
        await stream.WriteAsync("<s:alice><t:connect>\n<s:alice><r:all><t:message_request><m:hi>\n<s:alice><t:disconnect>\n"u8.ToArray());
        socket.Client.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(stream);
        var text = await reader.ReadToEndAsync();
        Assert.EndsWith("<m:True><s:server:127.0.0.1><r:alice><p:disconnect_response>\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "<m:not_http: ")]
    [InlineData("\u0016\u0003\u0001\u0002\0\u0001", "<m:not_http: ")]
    public async Task Another_protocol_reads_why_it_is_closed(string text, string answer)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(address);
        await socket.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text));
        using var reader = new StreamReader(socket.GetStream());
        Assert.StartsWith(answer, await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mebibyte_without_an_end_reads_why_it_is_closed()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(address);
        await socket.GetStream().WriteAsync(new byte[] { (byte)'<', (byte)'m', (byte)':' });
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(new string('x', 1 << 20)));
        using var reader = new StreamReader(socket.GetStream());
        Assert.StartsWith("<m:too_large: ", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_stops_ends_every_connection()
    {
        using var alice = await SocketPeer.OpenAsync(address, "single", "\n", 0);
        using var unknown = new TcpClient();
        await unknown.ConnectAsync(address);
        await alice.SendAsync("<s:alice><t:connect>");
        await alice.ExpectAsync("<m:True><s:server:127.0.0.1><r:alice><p:connect_response>");
        await house.StopListeningAsync();
        using var reader = new StreamReader(unknown.GetStream());
        Assert.StartsWith("<m:going_away: ", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }
}
