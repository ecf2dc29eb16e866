using ChatBox.Client;

namespace ChatBox.Tests;

public sealed class ExitCodesTests
{
    [Theory]
    [InlineData("name_taken", 4)]
    [InlineData("bad_code", 4)]
    [InlineData("not_joined", 4)]
    [InlineData("not_allowed", 4)]
    [InlineData("no_such_person", 3)]
    [InlineData("no_such_conversation", 3)]
    [InlineData("storage_full", 7)]
    [InlineData("quota_exceeded", 7)]
    [InlineData("no_such_file", 3)]
    [InlineData("file_gone", 3)]
    [InlineData("checksum_mismatch", 6)]
    [InlineData("bad_name", 2)]
    [InlineData("text_too_long", 1)]
    [InlineData("a_code_of_next_year", 1)]
    public void A_refusal_ends_with_the_code_of_its_kind(string code, int exitCode) =>
        Assert.Equal(exitCode, ExitCodes.Of(new RefusedException(code, "no")));

    public static TheoryData<Exception, int> Failures => new()
    {
        { new ConnectionException("x"), 5 },
        { new AnswerTimeoutException("x"), 5 },
        { new UnansweredException("x"), 5 },
        { new UntrustedServerException("x"), 6 },
        { new LostMessagesException("x"), 6 },
        { new ProtocolViolationException("x"), 1 },
        { new TokenStoreException("x"), 1 },
        { new TokenStoreException("x", new IOException("full", 28)), 7 },
        { new DamagedFileException("x"), 6 },
        { new OfferEndedException("declined", "x"), 4 },
        { new OfferEndedException("cancelled", "x"), 4 },
        { new OfferEndedException("failed", "x"), 6 },
        { new LocalFileException("x"), 1 },
        { new LocalFileException("x", new IOException("full", 28)), 7 },
        { new LocalFileException("x", new IOException("quota", 122)), 7 },
        { new LocalFileException("x", new FileNotFoundException()), 3 },
        { new IOException("full", 28), 7 },
        { new IOException("other"), 1 },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_failure_ends_with_the_code_of_its_kind(Exception failure, int exitCode) => Assert.Equal(exitCode, ExitCodes.Of(failure));
}
