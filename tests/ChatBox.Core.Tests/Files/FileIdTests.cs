using ChatBox.Core.Files;

namespace ChatBox.Core.Tests.Files;

public class FileIdTests
{
    [Fact]
    public void An_id_is_twenty_six_signs()
    {
        Assert.Equal("00000000000000000000000001", new FileId(1).ToString());
        Assert.Equal("7zzzzzzzzzzzzzzzzzzzzzzzzz", new FileId(UInt128.MaxValue).ToString());
    }

    [Fact]
    public void Any_sixteen_bytes_come_back_from_their_text() => Seeded.Run(10_000, random =>
    {
        var bytes = new byte[FileId.Bytes];
        random.NextBytes(bytes);
        var id = FileId.Of(bytes);
        Assert.True(FileId.TryParse(id.ToString(), out var parsed));
        Assert.Equal(id, parsed);
    });

    [Fact]
    public void Any_text_is_refused_or_the_very_text_of_its_id() => Seeded.Run(20_000, random =>
    {
        var text = string.Concat(Enumerable.Range(0, 26).Select(_ => random.Pick("0123456789abcdefghijkz".ToCharArray())));
        if (FileId.TryParse(text, out var id)) Assert.Equal(text, id.ToString());
    });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0000000000001")] // the length of other ids
    [InlineData("0000000000000000000000001")]
    [InlineData("000000000000000000000000001")]
    [InlineData("00000000000000000000000000")]
    [InlineData("80000000000000000000000000")] // one more than 128 bits hold
    [InlineData("0000000000000000000000000Z")]
    [InlineData("0000000000000000000000000u")]
    [InlineData("../../../../../etc/passwd0")]
    [InlineData("0000000000000000000000000１")]
    public void Anything_else_is_no_id_and_leaves_none(string? text)
    {
        Assert.False(FileId.TryParse(text, out var id));
        Assert.Equal(default, id);
    }
}
