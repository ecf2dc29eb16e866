using ChatBox.Core.Conversations;
using ChatBox.Core.Files;

namespace ChatBox.Core.Tests.Files;

public class UploadBoardTests
{
    static readonly FileId File = new(7);
    static readonly DateTimeOffset Noon = new(2030, 6, 15, 12, 0, 0, TimeSpan.Zero);
    static readonly (ConversationId, long) Message = (new ConversationId(5), 3);

    readonly UploadBoard board = new();

    [Fact]
    public void Readers_are_told_at_most_once_a_second_and_each_byte_counts_all_the_same()
    {
        board.Add(File);
        board.Attach(File, Message.Item1, Message.Item2);
        Assert.Equal(Message, board.HandleReceived(File, 10, Noon));
        Assert.Null(board.HandleReceived(File, 20, Noon.AddMilliseconds(999)));
        Assert.Equal(20, board.ReceivedOf(File));
        Assert.Equal(Message, board.HandleReceived(File, 30, Noon.AddSeconds(1)));
        Assert.Equal(30, board.ReceivedOf(File));
    }

    [Fact]
    public void A_clock_that_was_set_back_silences_nobody()
    {
        board.Add(File);
        board.Attach(File, Message.Item1, Message.Item2);
        board.HandleReceived(File, 10, Noon);
        Assert.Equal(Message, board.HandleReceived(File, 20, Noon.AddHours(-1)));
    }

    [Fact]
    public void What_came_before_the_message_is_known_when_the_message_comes()
    {
        board.Add(File);
        Assert.Null(board.HandleReceived(File, 10, Noon));
        board.Attach(File, Message.Item1, Message.Item2);
        Assert.Equal(10, board.ReceivedOf(File));
        Assert.Equal(Message, board.HandleReceived(File, 11, Noon));
    }

    [Fact]
    public void Of_what_is_no_upload_nothing_is_kept_or_told()
    {
        board.Attach(File, Message.Item1, Message.Item2);
        Assert.Null(board.HandleReceived(File, 10, Noon));
        Assert.Equal(0, board.ReceivedOf(File));
        board.Add(File);
        board.Attach(File, Message.Item1, Message.Item2);
        board.Remove(File);
        Assert.Null(board.HandleReceived(File, 10, Noon));
        Assert.Equal(0, board.ReceivedOf(File));
    }
}
