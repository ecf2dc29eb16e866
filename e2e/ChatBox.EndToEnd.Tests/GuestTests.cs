using System.Net;
using System.Net.Sockets;
using System.Text;
using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests;

public sealed class GuestTests(Chromium chromium) : ChatTest(chromium)
{
    [Fact]
    public async Task Whoever_comes_by_the_text_door_is_marked_and_talks_with_the_page_both_ways()
    {
        var alice = await JoinAsync("alice");
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Server.TextPort);
        var stream = client.GetStream();
        using var lines = new StreamReader(stream, Encoding.UTF8);
        await WriteAsync(stream, "<s:tom><t:connect>");
        await Expect(alice.InPeople("tom")).ToBeVisibleAsync();
        var line = alice.People.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "tom" });
        await Expect(line).ToContainTextAsync("plain text");
        await Expect(alice.People.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "alice" })).Not.ToContainTextAsync("plain text");

        await WriteAsync(stream, "<s:tom><r:all><t:message_request><m:hello from nc>");
        await Expect(alice.Messages.Filter(new() { HasText = "hello from nc" })).ToContainTextAsync("plain text");
        await WriteAsync(stream, "<s:tom><r:alice><t:message_request><m:for you alone>");
        await alice.UnreadConversation("tom", 1).ClickAsync();
        await Expect(alice.Said("for you alone")).ToBeVisibleAsync();
        await alice.SayAsync("and back");
        string? read;
        do read = await lines.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10));
        while (read is not null && !read.Contains("<m:and back>", StringComparison.Ordinal));
        Assert.NotNull(read);

        client.Close();
        await Expect(alice.InPeople("tom")).ToBeHiddenAsync();
    }

    static ValueTask WriteAsync(Stream stream, string line) => stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
}
