using System.Text;
using ChatBox.Server.Doors.Web.Files;
using ChatBox.Server.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace ChatBox.Server.Tests.Files;

/// <summary>What the headers of tus say, and which of them make no sense.</summary>
public sealed class TusHeadersTests
{
    static readonly string[] Names = [TusHeaders.Length, TusHeaders.DeferLength, TusHeaders.Offset, TusHeaders.Metadata, TusHeaders.Checksum];

    [Fact]
    public void A_length_is_all_that_an_upload_needs()
    {
        Assert.True(TusHeaders.TryReadCreation(Headers((TusHeaders.Length, "5")), out var creation, out _));
        Assert.Equal((5, "file", null), (creation.Length, creation.Metadata.Name.Text, creation.Checksum));
        Assert.True(TusHeaders.TryReadCreation(Headers((TusHeaders.DeferLength, "1")), out creation, out _));
        Assert.Null(creation.Length);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("-1", null)]
    [InlineData("+1", null)]
    [InlineData("1.5", null)]
    [InlineData("0x10", null)]
    [InlineData("9223372036854775808", null)]
    [InlineData("1,2", null)]
    [InlineData("5", "1")]
    [InlineData(null, "2")]
    [InlineData(null, "")]
    public void A_length_that_is_none_is_refused(string? length, string? defer)
    {
        Assert.False(TusHeaders.TryReadCreation(Headers((TusHeaders.Length, length), (TusHeaders.DeferLength, defer)), out _, out var refusal));
        Assert.Equal("bad_upload", refusal.Code);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    [InlineData("one")]
    public void An_offset_that_is_none_is_refused(string? offset)
    {
        Assert.False(TusHeaders.TryReadAppend(Headers((TusHeaders.Offset, offset)), out _, out var refusal));
        Assert.Equal("bad_upload", refusal.Code);
    }

    [Theory]
    [InlineData("sha256 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", true)]
    [InlineData("sha1 2jmj7l5rSw0yVb/vlWAYkK/YBwk=", true)]
    [InlineData("sha256 2jmj7l5rSw0yVb/vlWAYkK/YBwk=", false)]
    [InlineData("md5 1B2M2Y8AsgTpgAmY7PhCfg==", false)]
    [InlineData("sha256", false)]
    [InlineData("sha256  47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", false)]
    [InlineData("sha256 not base64", false)]
    public void A_checksum_is_an_algorithm_and_its_hash(string header, bool isOne)
    {
        Assert.Equal(isOne, TusHeaders.TryReadAppend(Headers((TusHeaders.Offset, "0"), (TusHeaders.Checksum, header)), out var append, out _));
        Assert.Equal(isOne, append.Checksum is not null);
    }

    [Fact]
    public void Metadata_tells_name_type_hash_and_size_of_the_picture_and_the_rest_is_passed_over()
    {
        var hash = new string('a', 64);
        var header = Tus.Metadata(("filename", "Übung 1.png"), ("filetype", "image/png"), ("sha256", hash), ("width", "640"), ("height", "480"))
            + ",relativePath bm90aGluZw==,isConfidential,odd ****";
        Assert.True(UploadMetadata.TryParse(header, out var metadata, out _));
        Assert.Equal(("Übung 1.png", "image/png", 640, 480), (metadata.Name.Text, metadata.Type, metadata.Width, metadata.Height));
        Assert.Equal(Convert.FromHexString(hash), metadata.Sha256);
    }

    [Theory]
    [InlineData("filename ****", "bad_upload")]
    [InlineData("filename //79", "bad_upload")]
    [InlineData("filename YQ==,filename Yg==", "bad_upload")]
    [InlineData("filename YQ== Yg==", "bad_upload")]
    [InlineData(",", "bad_upload")]
    [InlineData("sha256 YQ==", "bad_upload")]
    [InlineData("width LTE=", "bad_upload")]
    [InlineData("height OTk5OTk5", "bad_upload")]
    [InlineData("filename", "bad_file_name")]
    [InlineData("filename Li4vYQ==", "bad_file_name")]
    [InlineData("filename YQBi", "bad_file_name")]
    public void Metadata_that_is_none_is_refused(string header, string code)
    {
        Assert.False(UploadMetadata.TryParse(header, out _, out var refusal));
        Assert.Equal(code, refusal.Code);
    }

    [Fact]
    public void What_a_client_reads_back_is_what_it_said()
    {
        Assert.True(UploadMetadata.TryParse(Tus.Metadata(("filename", "名.txt"), ("filetype", "text/plain")), out var metadata, out _));
        Assert.True(UploadMetadata.TryParse(UploadMetadata.Format(metadata.Name, metadata.Type!), out var again, out _));
        Assert.Equal((metadata.Name.Text, metadata.Type), (again.Name.Text, again.Type));
    }

    [Fact]
    public void Whatever_stands_in_the_headers_it_is_read_or_refused() => Seeded.Run(20_000, random =>
    {
        var headers = new HeaderDictionary();
        foreach (var name in Names)
            if (random.Next(2) == 0) headers[name] = Anything(random);
        // No exception is the point; and what is read is in range.
        if (TusHeaders.TryReadCreation(headers, out var creation, out var refusal)) Assert.True(creation.Length is null or >= 0);
        else Assert.NotNull(refusal);
        if (TusHeaders.TryReadAppend(headers, out var append, out refusal)) Assert.True(append.Offset >= 0 && append.Length is null or >= 0);
        else Assert.NotNull(refusal);
    });

    static string Anything(Random random)
    {
        var text = new StringBuilder();
        for (var i = random.Next(8); i > 0; i--)
            text.Append(random.Pick("1", "0", "-", " ", ",", "filename", "sha256 ", "width", "YQ==", "====", "\uFFFD", "é", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", new string('9', 30)));
        return text.ToString();
    }

    static HeaderDictionary Headers(params (string Name, string? Value)[] headers)
    {
        var dictionary = new HeaderDictionary();
        foreach (var (name, value) in headers)
            if (value is not null) dictionary.Append(name, value);
        return dictionary;
    }
}
