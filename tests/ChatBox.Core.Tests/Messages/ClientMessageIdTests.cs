using ChatBox.Core.Messages;

namespace ChatBox.Core.Tests.Messages;

public class ClientMessageIdTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("AZaz09-_.:")]
    public void Letters_digits_and_four_signs_make_an_id(string text)
    {
        Assert.True(ClientMessageId.TryParse(text, out var id));
        Assert.Equal(text, id.Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("é")]
    [InlineData("a\n")]
    [InlineData("ａ")]
    public void Anything_else_is_no_id(string? text) => Assert.False(ClientMessageId.TryParse(text, out _));

    [Fact]
    public void An_id_has_up_to_64_characters_and_not_65()
    {
        Assert.True(ClientMessageId.TryParse(new string('a', 64), out _));
        Assert.False(ClientMessageId.TryParse(new string('a', 65), out _));
    }

    [Fact]
    public void A_new_id_is_one_that_is_accepted_and_no_other()
    {
        Assert.True(ClientMessageId.TryParse(ClientMessageId.New().Value, out _));
        Assert.NotEqual(ClientMessageId.New(), ClientMessageId.New());
    }
}
