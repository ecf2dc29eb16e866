using ChatBox.Core.Files;

namespace ChatBox.Core.Tests.Files;

public class FileSizeTests
{
    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(1, "1 byte")]
    [InlineData(999, "999 bytes")]
    [InlineData(1_000, "1 kB")]
    [InlineData(1_234, "1.2 kB")]
    [InlineData(999_949, "999.9 kB")]
    [InlineData(999_950, "1 MB")]
    [InlineData(1_234_567, "1.2 MB")]
    [InlineData(53_687_091_200, "53.7 GB")]
    [InlineData(long.MaxValue, "9.2 EB")]
    public void A_size_is_short_in_words(long bytes, string words) => Assert.Equal(words, FileSize.Of(bytes));
}
