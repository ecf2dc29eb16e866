using ChatBox.Rdt.Packets;
using ChatBox.Rdt.Receiving;
using ChatBox.Rdt.Simulation.Transfers;

namespace ChatBox.Rdt.Tests.Attacks;

public partial class ConnectionAttackTests
{
    [Fact]
    public void U18_a_connection_ends_before_its_numbers_do()
    {
        client.SendHello();
        var transfer = door.Transfer;
        transfer.JumpNumbers(Wire.MaxPacketNumber - 100);
        door.Sent.Clear();
        for (var i = 0; i < 200; i++)
        {
            client.SendUp((ref FrameWriter frames) => frames.Ping());
            door.Advance(0.05);
        }

        Assert.Equal(CloseCode.NumberLimit, transfer.EndCode);
        Assert.Equal(0, door.Sent.Count(sent => NumberOf(sent.Bytes) >= Wire.MaxPacketNumber));
        // No number is left over for data, and some are for the word why: a client drops what has none.
        Assert.InRange(NumberOf(door.Sent[^1].Bytes), Wire.MaxPacketNumber - 70, Wire.MaxPacketNumber - 1);

        static long NumberOf(byte[] datagram)
        {
            Assert.True(PacketHeader.TryReadFromServer(datagram, out var header));
            return header.Number;
        }
    }

    [Fact]
    public void U18_a_second_client_random_gives_other_keys()
    {
        var ticket = door.Ticket();
        var first = new RawClient(door, ticket);
        var second = new RawClient(door, ticket);
        first.SendHello();
        var packet = door.Sent[^1].Bytes;
        Assert.NotNull(first.Open(packet, out _));
        Assert.Null(second.Open(packet, out _));
        Assert.NotEqual(first.Up((ref FrameWriter frames) => frames.Ping()), second.Up((ref FrameWriter frames) => frames.Ping()));
    }

    [Fact]
    public void Too_many_forged_packets_end_a_connection()
    {
        client.SendHello();
        door.Transfer.ForgeryLimit = 100;
        var forged = client.Up((ref FrameWriter frames) => frames.Ping());
        forged[^1] ^= 1;
        for (var i = 0; i < 99; i++) door.Give(forged);
        Assert.False(door.Transfer.IsEnded);
        door.Give(forged);
        Assert.Equal(CloseCode.NumberLimit, door.Transfer.EndCode);
    }

    [Theory]
    [InlineData(new byte[] { 0x0E })]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0x06 })] // MAX_OFFSET without its number
    [InlineData(new byte[] { 0x01, 0x0D })] // SENT without its numbers, after a PING
    public void U19_an_unknown_frame_ends_the_connection(byte[] frame)
    {
        client.SendHello();
        client.SendUp((ref FrameWriter frames) => frames.Bytes(frame));
        Assert.Equal(CloseCode.ProtocolError, client.Closed());
    }

    [Fact]
    public void U19_a_frame_of_the_other_side_ends_the_connection()
    {
        FrameType[] fromClient = [FrameType.Ping, FrameType.Ack, FrameType.MaxOffset, FrameType.Pause, FrameType.Proceed, FrameType.PathResponse, FrameType.Done, FrameType.Close];
        FrameType[] fromServer = [FrameType.Ping, FrameType.Ack, FrameType.FileInfo, FrameType.Data, FrameType.PathChallenge, FrameType.Close, FrameType.Sent];
        foreach (var (type, write) in ChatBox.Rdt.Tests.Packets.FrameTests.All)
        {
            if (!fromClient.Contains(type))
            {
                var fresh = new Door();
                var raw = new RawClient(fresh, fresh.Ticket());
                raw.SendHello();
                raw.SendUp(write);
                Assert.Equal(CloseCode.ProtocolError, raw.Closed());
            }

            if (fromServer.Contains(type)) continue;
            var server = new RawServer();
            server.Give(server.Info());
            Assert.Equal(CloseCode.ProtocolError, server.Closed(server.Give(server.Down(write))));
        }
    }

    [Fact]
    public void U19_a_hello_that_asks_for_nothing_is_refused()
    {
        var raw = new RawClient(door, door.Ticket());
        var hello = raw.Hello();
        Assert.NotEmpty(hello);
        // The same header, but PING in the place of REQUEST.
        var empty = raw.HelloWith((ref FrameWriter frames) => frames.Ping());
        Assert.Equal(CloseCode.ProtocolError, raw.Refusal(door.Give(empty)));
        Assert.Empty(door.Endpoint.Transfers);
    }

    [Fact]
    public void U20_a_file_other_than_promised_is_refused()
    {
        var file = new MemoryFile(100_000, 3);
        ReceiverOptions Promised(ReceiverOptions options) => options with { ExpectedLength = file.Info.Length, ExpectedSha256 = file.Info.Sha256 };
        var server = new RawServer(Promised);
        Assert.Null(server.Closed(server.Give(server.Info())));
        Assert.NotNull(server.Receiver.Info);
        server = new RawServer(Promised);
        Assert.Equal(CloseCode.WrongFile, server.Closed(server.Give(server.Info(length: 99_999))));
        server = new RawServer(Promised);
        Assert.Equal(CloseCode.WrongFile, server.Closed(server.Give(server.Info(hash: new byte[32]))));
        // Nor one that becomes another on the way.
        server = new RawServer();
        server.Give(server.Info());
        Assert.Equal(CloseCode.WrongFile, server.Closed(server.Give(server.Info(length: 100_001))));
    }

    [Fact]
    public void U20_a_name_with_a_path_is_refused()
    {
        foreach (var name in (string[])["../../etc/passwd", "/etc/passwd", "C:\\x", "..", "a\0b", ""])
        {
            var server = new RawServer();
            Assert.Equal(CloseCode.WrongFile, server.Closed(server.Give(server.Info(name: name))));
            Assert.Null(server.Receiver.Info);
        }
    }

    [Fact]
    public void U20_data_beyond_the_length_is_refused()
    {
        var server = new RawServer();
        server.Give(server.Info(length: 1_000));
        server.Give(server.Data(0, 1_000));
        Assert.Equal(CloseCode.FlowError, server.Closed(server.Give(server.Data(1_000, 1))));
        Assert.Equal(1_000, server.Sink.BytesWritten);
        // A length below what has come already.
        server = new RawServer();
        server.Give(server.Data(5_000, 100));
        Assert.Equal(CloseCode.WrongFile, server.Closed(server.Give(server.Info(length: 5_050))));
        // And an offset that no file has.
        server = new RawServer();
        Assert.Equal(CloseCode.FlowError, server.Closed(server.Give(server.Data((1L << 62) - 500, 100))));
    }

    [Fact]
    public void Data_beyond_the_limit_ends_the_connection()
    {
        var server = new RawServer(options => options with { Window = 10_000 });
        server.Give(server.Data(9_000, 1_000));
        Assert.False(server.Receiver.IsEnded);
        Assert.Equal(CloseCode.FlowError, server.Closed(server.Give(server.Data(9_001, 1_000))));
    }

    [Fact]
    public void A_server_that_scatters_bytes_cannot_fill_the_memory_of_a_client()
    {
        var server = new RawServer();
        for (var i = 1; i <= 10_000; i++) server.Give(server.Data(i * 2, 1));
        Assert.False(server.Receiver.IsEnded);
        Assert.Equal(ReceivedFile.MaxRanges, server.Sink.BytesWritten);
        // What was dropped was not acknowledged, and comes again: the file can still be whole.
        server.Give(server.Info());
        server.Give(server.Data(0, 1_000));
        for (var offset = 1_000; offset < 100_000; offset += 1_000) server.Give(server.Data(offset, 1_000));
        Assert.True(server.Receiver.IsWhole);
        Assert.Equal(server.File.Bytes, server.Sink.Bytes);
    }

    [Fact]
    public void A_client_whose_disk_is_full_says_so()
    {
        var server = new RawServer();
        server.Sink.IsFull = true;
        Assert.Equal(CloseCode.Storage, server.Closed(server.Give(server.Data(0, 100))));
        Assert.Equal(CloseCode.Storage, server.Receiver.EndCode);
    }
}
