using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ChatBox.Rdt;
using ChatBox.Rdt.Connections;
using ChatBox.Rdt.Security;
using ChatBox.Server.Tests.Admin;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Doors.Rdt;

/// <summary>U14: many addresses that knock as fast as they can, at a server whose people go on talking.</summary>
[Collection(nameof(Undisturbed))]
public sealed class RdtFloodTests(ITestOutputHelper output)
{
    const int KnocksPerSecond = 100_000;
    const int Addresses = 64;

    static readonly TimeSpan Length = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task U14_while_a_hundred_thousand_knock_each_second_the_chat_answers_and_one_core_is_enough()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory["share"]);
        await File.WriteAllBytesAsync(Path.Combine(directory["share"], "small.bin"), [1, 2, 3]);
        using var server = await ServerProcess.StartAsync(directory["data"], $"share={directory["share"]}");
        await using var alice = await (await server.JoinAsync("alice")).ConnectAsync();
        await using var bob = await (await server.JoinAsync("bob")).ConnectAsync();
        System.Text.Json.JsonElement answer = default;
        await Eventually.HoldsAsync(
            () => (answer = alice.AskAsync("transfer", ("path", "small.bin")).Result).Text("type") == "ok", "the share is read");
        var port = answer.At("transfer").At("port").GetInt32();

        var (before, watch) = (server.ProcessorTime, Stopwatch.StartNew());
        var flood = Task.Factory.StartNew(
            () => Flood(port), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var answers = new List<TimeSpan>();
        while (!flood.IsCompleted)
        {
            var asked = Stopwatch.GetTimestamp();
            await (answers.Count % 2 == 0 ? alice : bob).SayAsync("still here?");
            answers.Add(Stopwatch.GetElapsedTime(asked));
            // Two people who write all the time, and as fast as two people may.
            if (answers.Count > 150) await Task.Delay(50);
        }

        var (sent, cores) = (await flood, (server.ProcessorTime - before) / watch.Elapsed);
        answers.Sort();
        var slow = answers[answers.Count * 99 / 100];
        output.WriteLine($"{sent / Length.TotalSeconds:N0} knocks a second; of {answers.Count} answers 99 in a hundred within {slow.TotalMilliseconds:0} ms; {cores:0.00} cores");
        Assert.True(sent > Length.TotalSeconds * KnocksPerSecond / 10, $"{sent} knocks are no flood");
        Assert.InRange(slow, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        // One for UDP; what the two say comes on top.
        Assert.InRange(cores, 0, 1.3);
        using var fetch = Fetch.By(answer);
        await fetch.EndAsync();
        Assert.True(fetch.IsRight, $"{fetch.EndReason} {fetch.EndCode}");
    }

    /// <returns>How many were sent.</returns>
    static long Flood(int port)
    {
        var knocks = Enumerable.Range(0, Addresses).Select(_ => Knock()).ToList();
        var sockets = Enumerable.Range(1, Addresses).Select(last => Connected(IPAddress.Parse($"127.0.1.{last}"), port)).ToList();
        var watch = Stopwatch.StartNew();
        long sent = 0;
        while (watch.Elapsed < Length)
        {
            if (sent > watch.Elapsed.TotalSeconds * KnocksPerSecond)
            {
                Thread.Yield();
                continue;
            }

            try
            {
                sockets[(int)(sent % Addresses)].Send(knocks[(int)(sent / Addresses % Addresses)]);
            }
            catch (SocketException)
            {
                // No room: what is lost on the way is no less a flood.
            }

            sent++;
        }

        foreach (var socket in sockets) socket.Dispose();
        return sent;
    }

    /// <summary>The first datagram of somebody who has nothing but the port.</summary>
    static byte[] Knock()
    {
        var receiver = new FileReceiver(
            TimeSpan.Zero, new ReceiverOptions { Name = "nobody", File = "small.bin" }, SecureRandomSource.Instance);
        var datagram = new byte[1_500];
        return datagram[..receiver.PollTransmit(TimeSpan.Zero, datagram)];
    }

    static Socket Connected(IPAddress from, int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        socket.Bind(new IPEndPoint(from, 0));
        socket.Connect(IPAddress.Loopback, port);
        return socket;
    }
}
