using ChatBox.Core.Commands;
using ChatBox.Core.Conversations;
using ChatBox.Core.Events;
using ChatBox.Core.Files;

namespace ChatBox.Core.Tests.Chats;

public class FileTests
{
    readonly House house = new();

    [Fact]
    public void In_a_room_and_the_lobby_a_file_is_there()
    {
        var (alice, bob) = (house.Join("alice"), house.Join("bob"));
        var room = house.Room(alice, "robotics");
        Assert.Equal(FileState.There, house.Send(alice, room, house.Upload(alice)).Of<MessageEvent>().Single().Message.File!.State);
        Assert.Equal(
            FileState.There, house.Send(bob, ConversationId.Lobby, house.Upload(bob)).Of<MessageEvent>().Single().Message.File!.State);
        house.AssertRefused("file_state", alice, new SetFileState(room, 1, FileState.Accepted));
    }

    [Fact]
    public void To_somebody_else_a_file_is_offered_also_while_it_is_on_its_way()
    {
        var (alice, bob) = (house.Join("alice"), house.Join("bob"));
        var direct = house.Direct(alice, bob);
        var upload = house.Upload(alice, isReady: false);
        house.Receive(upload, 300);
        var (said, told) = house.Send(alice, direct, upload).Single<MessageEvent>();
        Assert.Equal((FileState.Offered, 300L), (said.Message.File!.State, said.Message.File.Received));
        Assert.Equal(new[] { alice.Id, bob.Id }.Order(), told!.Order());
        Assert.Equal(1, house.View(direct, bob).Last - house.View(direct, bob).Read);
    }

    [Fact]
    public void To_oneself_a_file_is_there_and_must_be_whole()
    {
        var alice = house.Join("alice");
        var notes = house.Direct(alice, alice);
        var unfinished = house.Upload(alice, isReady: false);
        Assert.Equal("upload_unfinished", house.Try(alice, house.Saying(notes) with { Upload = unfinished })!.Code);
        house.Finish(unfinished);
        Assert.Equal(FileState.There, house.Send(alice, notes, unfinished).Of<MessageEvent>().Single().Message.File!.State);
        house.AssertRefused("file_state", alice, new SetFileState(notes, 1, FileState.Cancelled));
    }

    [Fact]
    public void A_step_of_an_offer_is_told_to_both_and_counted()
    {
        var (alice, bob) = (house.Join("alice"), house.Join("bob"));
        var direct = house.Direct(alice, bob);
        house.Say(alice, direct);
        house.Send(alice, direct, house.Upload(alice));
        foreach (var (state, change) in new[] { (FileState.Accepted, 1L), (FileState.Damaged, 2L), (FileState.Verified, 3L) })
        {
            var (changed, told) = house.Do(bob, new SetFileState(direct, 2, state)).Single<ChangedEvent>();
            Assert.Equal((2L, state, change), (changed.Message.Number, changed.Message.File!.State, changed.Message.Change));
            Assert.Equal(new[] { alice.Id, bob.Id }.Order(), told!.Order());
            Assert.Equal((change, state), (house.View(direct, alice).Changes, house.View(direct, alice).LastMessage!.File!.State));
        }

        Assert.Equal("file_state", house.Try(alice, new SetFileState(direct, 2, FileState.Cancelled))!.Code);
        Assert.Equal("no_such_file", house.Try(bob, new SetFileState(direct, 1, FileState.Accepted))!.Code);
    }

    [Fact]
    public void A_file_that_has_become_whole_or_never_will_changes_its_message()
    {
        var (alice, bob) = (house.Join("alice"), house.Join("bob"));
        var direct = house.Direct(alice, bob);
        var (good, bad) = (house.Upload(alice, isReady: false), house.Upload(alice, isReady: false));
        house.Send(alice, direct, good);
        house.Send(alice, direct, bad);
        Assert.True(house.Finish(good).Of<ChangedEvent>().Single().Message.File!.IsReady);
        Assert.Equal(FileState.Failed, house.Fail(bad).Of<ChangedEvent>().Single().Message.File!.State);
        Assert.Empty(house.Receive(good, 5));
        Assert.Empty(house.Receive(bad, 5));
    }

    [Fact]
    public void How_far_an_upload_is_only_those_hear_who_can_read_the_message_and_once_a_second()
    {
        var (alice, bob) = (house.Join("alice"), house.Join("bob"));
        house.Join("carol");
        var direct = house.Direct(alice, bob);
        var upload = house.Upload(alice, isReady: false);
        Assert.Empty(house.Receive(upload, 1));
        house.Send(alice, direct, upload);
        var (progress, told) = house.Receive(upload, 2).Single<UploadEvent>();
        Assert.Equal(new UploadEvent(direct, 1, 2), progress);
        Assert.Equal(new[] { alice.Id, bob.Id }.Order(), told!.Order());
        Assert.Empty(house.Receive(upload, 3, House.Start.AddMilliseconds(500)));
        Assert.Equal(3, house.View(direct, bob).LastMessage!.File!.Received);
        Assert.Single(house.Receive(upload, 4, House.Start.AddSeconds(2)));
        house.Do(bob, new SetFileState(direct, 1, FileState.Declined));
        Assert.Null(house.View(direct, bob).LastMessage!.File!.Received);
    }

    [Fact]
    public void An_author_deletes_the_own_message_and_the_maker_of_a_room_any()
    {
        var (alice, bob) = (house.Join("alice"), house.Join("bob"));
        var room = house.Room(alice, "robotics");
        house.Do(bob, new JoinRoom(room));
        house.Say(alice, room, "one");
        house.Say(bob, room, "two");
        house.Say(bob, ConversationId.Lobby);
        Assert.Equal("not_allowed", house.Try(bob, new DeleteMessage(room, 1))!.Code);
        Assert.Equal("not_allowed", house.Try(alice, new DeleteMessage(ConversationId.Lobby, 1))!.Code);

        var (changed, told) = house.Do(alice, new DeleteMessage(room, 2)).Single<ChangedEvent>();
        Assert.Equal((true, "", 1L), (changed.Message.IsDeleted, changed.Message.Text.Value, changed.Message.Change));
        Assert.Equal(new[] { alice.Id, bob.Id }.Order(), told!.Order());
        Assert.True(house.View(room, bob).LastMessage!.IsDeleted);
        Assert.Equal(2, house.View(room, bob).Last);
        Assert.Null(house.Do(bob, new DeleteMessage(ConversationId.Lobby, 1)).Single<ChangedEvent>().Told);
    }

    [Fact]
    public void What_was_deleted_before_stays_so_and_nobody_is_told_again()
    {
        var alice = house.Join("alice");
        house.Say(alice, ConversationId.Lobby);
        house.Do(alice, new DeleteMessage(ConversationId.Lobby, 1));
        Assert.Empty(house.Do(alice, new DeleteMessage(ConversationId.Lobby, 1)));
        Assert.Equal(1, house.View(ConversationId.Lobby, alice).Changes);
    }

    [Fact]
    public void An_older_message_that_changes_is_not_the_last_one()
    {
        var alice = house.Join("alice");
        house.Say(alice, ConversationId.Lobby, "one");
        house.Say(alice, ConversationId.Lobby, "two");
        house.Do(alice, new DeleteMessage(ConversationId.Lobby, 1));
        Assert.Equal("two", house.View(ConversationId.Lobby, alice).LastMessage!.Text.Value);
    }

    [Fact]
    public void Who_cannot_read_a_conversation_can_change_nothing_in_it()
    {
        var (alice, bob, carol) = (house.Join("alice"), house.Join("bob"), house.Join("carol"));
        var room = house.Room(alice, "robotics");
        house.Do(bob, new JoinRoom(room));
        house.Say(bob, room);
        house.AssertRefused("no_such_conversation", carol, new DeleteMessage(room, 1));
        house.AssertRefused("no_such_conversation", carol, new SetFileState(room, 1, FileState.Accepted));
        house.Do(alice, new RemoveMember(room, bob.Id));
        house.AssertRefused("no_such_conversation", bob, new DeleteMessage(room, 1));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(long.MaxValue)]
    public void A_number_that_no_message_has_is_refused(long number)
    {
        var (alice, bob) = (house.Join("alice"), house.Join("bob"));
        var direct = house.Direct(alice, bob);
        house.Say(alice, direct);
        house.AssertRefused("no_such_message", alice, new DeleteMessage(direct, number));
        house.AssertRefused("no_such_message", bob, new SetFileState(direct, number, FileState.Accepted));
    }

    [Theory]
    [InlineData(FileState.Unsent)]
    [InlineData(FileState.There)]
    [InlineData(FileState.Offered)]
    [InlineData(FileState.Failed)]
    public void What_only_the_server_says_cannot_be_asked_for(FileState state)
    {
        var (alice, bob) = (house.Join("alice"), house.Join("bob"));
        var direct = house.Direct(alice, bob);
        house.Send(alice, direct, house.Upload(alice));
        house.AssertRefused("file_state", alice, new SetFileState(direct, 1, state));
        house.AssertRefused("file_state", bob, new SetFileState(direct, 1, state));
    }

    [Fact]
    public void Who_comes_back_sees_where_the_changes_are_and_who_is_not_in_does_not()
    {
        var (alice, bob) = (house.Join("alice"), house.Join("bob"));
        var room = house.Room(alice, "robotics");
        house.Say(alice, room);
        house.Do(alice, new DeleteMessage(room, 1));
        Assert.Equal((1L, 0L), (house.View(room, alice).Changes, house.View(room, bob).Changes));
    }
}
