using ChatBox.Core.Conversations;
using ChatBox.Core.People;

namespace ChatBox.Core.Tests;

public class OpaqueIdTests
{
    [Theory]
    [InlineData(1, "0000000000001")]
    [InlineData(31, "000000000000z")]
    [InlineData(32, "0000000000010")]
    [InlineData(long.MaxValue, "7zzzzzzzzzzzz")]
    public void An_id_is_thirteen_signs(long value, string text)
    {
        Assert.Equal(text, OpaqueId.Format(value));
        Assert.True(OpaqueId.TryParse(text, out var parsed));
        Assert.Equal(value, parsed);
    }

    [Fact]
    public void Every_positive_number_comes_back_from_its_text() => Seeded.Run(10_000, random =>
    {
        var value = random.NextInt64(1, long.MaxValue) >> random.Next(62);
        Assert.True(OpaqueId.TryParse(OpaqueId.Format(Math.Max(1, value)), out var parsed));
        Assert.Equal(Math.Max(1, value), parsed);
    });

    [Fact]
    public void Any_text_is_refused_or_the_very_text_of_its_id() => Seeded.Run(20_000, random =>
    {
        var text = string.Concat(Enumerable.Range(0, 13).Select(_ => random.Pick("0123456789abcdefghijkz".ToCharArray())));
        if (OpaqueId.TryParse(text, out var value)) Assert.Equal(text, OpaqueId.Format(value));
    });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("000000000001")]
    [InlineData("00000000000001")]
    [InlineData("0000000000000")]
    [InlineData("8000000000000")] // one more than 63 bits hold
    [InlineData("zzzzzzzzzzzzz")]
    [InlineData("000000000000Z")]
    [InlineData("000000000000l")]
    [InlineData("000000000000u")]
    [InlineData("-000000000001")]
    [InlineData("00000000000 1")]
    [InlineData("000000000000１")]
    public void Anything_else_is_no_id_and_leaves_none(string? text)
    {
        Assert.False(OpaqueId.TryParse(text, out var value));
        Assert.Equal(0, value);
        Assert.False(PersonId.TryParse(text, out var person));
        Assert.Equal(default, person);
        Assert.False(ConversationId.TryParse(text, out var conversation));
        Assert.Equal(default, conversation);
    }

    [Fact]
    public void The_lobby_goes_by_its_name_only()
    {
        Assert.Equal("lobby", ConversationId.Lobby.ToString());
        Assert.True(ConversationId.TryParse("lobby", out var lobby));
        Assert.Equal(ConversationId.Lobby, lobby);
        Assert.False(ConversationId.TryParse(OpaqueId.Format(ConversationId.Lobby.Value), out var disguised));
        Assert.Equal(default, disguised);
        Assert.False(ConversationId.TryParse("Lobby", out _));
    }

    [Fact]
    public void Ids_sort_as_their_texts_do_and_the_lobby_comes_first()
    {
        var ids = new[] { new ConversationId(long.MaxValue), new ConversationId(2), ConversationId.Lobby, new ConversationId(33) };
        Assert.Equal(["lobby", "0000000000002", "0000000000011", "7zzzzzzzzzzzz"], ids.Order().Select(id => id.ToString()));
    }
}
