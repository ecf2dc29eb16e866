using ChatBox.Core.Commands;
using ChatBox.Core.Conversations;
using ChatBox.Core.Files;
using ChatBox.Core.Messages;
using ChatBox.Core.People;
using ChatBox.Server.Sessions;
using ChatBox.Server.Storage;
using ChatBox.Testing;

namespace ChatBox.Server.Tests.Doors.Text;

/// <summary>Files of the page, as the old protocol tells of them.</summary>
public sealed class TextDoorFileTests : IAsyncLifetime
{
    TextHouse house = null!;
    Person carol = null!;
    TextPeer alice = null!;
    long lastClientId;

    public async ValueTask InitializeAsync()
    {
        house = await TextHouse.OpenAsync(new ManualTimeProvider());
        carol = (await house.JoinFromPageAsync("carol")).Person;
        alice = await house.EnterAsync("alice");
    }

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Theory]
    [InlineData("plan.pdf", "", "[file: plan.pdf, 1.2 MB]")]
    [InlineData("plan.pdf", "the new one", "[file: plan.pdf, 1.2 MB] the new one")]
    [InlineData("a<b>&c.txt", "x", "[file: a&lt;b&gt;&amp;c.txt, 1.2 MB] x")]
    public async Task A_file_is_named_before_its_caption(string name, string caption, string shown)
    {
        await SendAsync(ConversationId.Lobby, await UploadAsync(name, 1_234_567), caption);
        Assert.Equal($"<m:{shown}><s:carol><r:alice><p:message_received>", await alice.LineAsync());
    }

    [Fact]
    public async Task An_offer_comes_and_what_becomes_of_it_does_not()
    {
        var guest = house.Host.Ask(chat => chat.FindPersonByName("alice"))!;
        var opened = Assert.IsType<Answer.OneConversation>(await ExecuteAsync(new OpenDirect(guest.Id)));
        var direct = opened.View.Info.Id;
        await SendAsync(direct, await UploadAsync("plan.pdf", null, isReady: false));
        Assert.Equal("<m:[file: plan.pdf]><s:carol><r:alice><p:message_received>", await alice.LineAsync());
        Assert.IsType<Answer.Changed>(await ExecuteAsync(new SetFileState(direct, 1, FileState.Cancelled)));
        Assert.IsType<Answer.Changed>(await ExecuteAsync(new DeleteMessage(direct, 1)));
        await alice.SendAsync("<s:alice><r:all><t:message_request><m:next>\n");
        Assert.Equal("<m:next><s:alice><r:alice><p:message_received>", await alice.LineAsync());
    }

    Task<Answer> ExecuteAsync(Command command) => house.Dispatcher.ExecuteAsync(carol.Id, null, command, CancellationToken.None);

    async Task SendAsync(ConversationId conversation, FileId upload, string caption = "") =>
        Assert.IsType<Answer.Posted>(await ExecuteAsync(
        new SendMessage(conversation, ClientMessageId.Restore($"c{++lastClientId}"), MessageText.Restore(caption), upload)));

    async Task<FileId> UploadAsync(string name, long? size, bool isReady = true)
    {
        var id = ChatHost.NewFileId();
        Assert.Null((await house.Writer.WriteAsync(new CreateUploadWrite(
            id, carol.Id, FileName.Restore(name), MediaTypes.Bytes, size, null, null, house.Clock.GetUtcNow().AddDays(1),
            FileLimits.Default))).Refusal);
        if (isReady)
            Assert.Null((await house.Writer.WriteAsync(new FinishUploadWrite(id, new byte[32], size!.Value, MediaTypes.Bytes))).Refusal);
        return id;
    }
}
