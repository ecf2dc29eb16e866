using System.Globalization;
using ChatBox.Server.Doors.Web.Files;
using ChatBox.Server.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace ChatBox.Server.Tests.Files;

/// <summary>H11: Range and what goes with it, as RFC 9110 has it.</summary>
public sealed class ByteRangeTests
{
    [Theory]
    [InlineData("bytes=0-0", 0, 1)]
    [InlineData("bytes=0-99", 0, 100)]
    [InlineData("bytes=0-100", 0, 100)]
    [InlineData("bytes=99-", 99, 1)]
    [InlineData("bytes=40-49", 40, 10)]
    [InlineData("bytes=-1", 99, 1)]
    [InlineData("bytes=-100", 0, 100)]
    [InlineData("bytes=-101", 0, 100)]
    [InlineData("BYTES=5-6", 5, 2)]
    [InlineData("bytes= 5-6 ", 5, 2)]
    [InlineData("bytes=5-99999999999999999999999999", 5, 95)]
    public void A_range_that_lies_inside_is_a_part(string header, long offset, long length)
    {
        Assert.Equal(RangeAnswer.Part, ByteRange.Read(header, 100, out var from, out var count));
        Assert.Equal((offset, length), (from, count));
    }

    [Theory]
    [InlineData("bytes=100-", 100)]
    [InlineData("bytes=100-200", 100)]
    [InlineData("bytes=99999999999999999999-", 100)]
    [InlineData("bytes=-0", 100)]
    [InlineData("bytes=0-", 0)]
    [InlineData("bytes=0-0", 0)]
    [InlineData("bytes=-1", 0)]
    public void A_range_that_lies_outside_is_unsatisfiable(string header, long size) =>
        Assert.Equal(RangeAnswer.Unsatisfiable, ByteRange.Read(header, size, out _, out _));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("bytes=")]
    [InlineData("bytes=-")]
    [InlineData("bytes=9-1")]
    [InlineData("bytes=a-b")]
    [InlineData("bytes=1")]
    [InlineData("bytes=1-2-3")]
    [InlineData("bytes=+1-2")]
    [InlineData("bytes=1 -2")]
    [InlineData("bytes=0-0,1-1")]
    [InlineData("lines=0-1")]
    [InlineData("0-1")]
    public void What_is_no_single_range_is_passed_over(string? header)
    {
        Assert.Equal(RangeAnswer.Whole, ByteRange.Read(header, 100, out var offset, out var length));
        Assert.Equal((0, 100), (offset, length));
    }

    [Fact]
    public void A_thousand_ranges_are_no_more_than_the_whole()
    {
        var header = "bytes=" + string.Join(',', Enumerable.Repeat("0-0", 1000));
        Assert.Equal(RangeAnswer.Whole, ByteRange.Read(header, 100, out _, out var length));
        Assert.Equal(100, length);
    }

    [Fact]
    public void Whatever_is_asked_the_part_lies_inside() => Seeded.Run(20_000, random =>
    {
        var size = random.Pick<long>(0, 1, 2, 10, random.Next(), long.MaxValue);
        var header = "bytes=" + Number(random) + random.Pick("-", "-", "-", "--", ",", "") + Number(random);
        var answer = ByteRange.Read(header, size, out var offset, out var length);
        Assert.True(offset >= 0 && length >= 0 && offset <= size - length, $"{header} of {size}: {answer} {offset}+{length}");
        Assert.True(answer != RangeAnswer.Part || length > 0, header);
        Assert.True(answer == RangeAnswer.Part || (offset, length) == (0, size), header);
    });

    [Theory]
    [InlineData("GET", "bytes=1-2", null, 206)]
    [InlineData("HEAD", "bytes=1-2", null, 200)]
    [InlineData("GET", "bytes=1-2", "\"tag\"", 206)]
    [InlineData("GET", "bytes=1-2", "\"former\"", 206)]
    [InlineData("GET", "bytes=1-2", "\"other\"", 200)]
    [InlineData("GET", "bytes=1-2", "W/\"tag\"", 200)]
    [InlineData("GET", "bytes=1-2", "Sun, 22 Nov 2026 09:30:00 GMT", 200)]
    [InlineData("GET", "bytes=100-", null, 416)]
    [InlineData("GET", "bytes=100-", "\"other\"", 200)]
    [InlineData("GET", null, "\"tag\"", 200)]
    public void Ranges_are_for_GET_and_for_who_has_the_same_bytes(string method, string? range, string? ifRange, int status)
    {
        var plan = Plan(method, ("Range", range), ("If-Range", ifRange));
        Assert.Equal(status, plan.Status);
        if (status == 206) Assert.Equal((1, 2, ifRange ?? "\"tag\""), (plan.Offset, plan.Length, plan.ETag));
    }

    [Theory]
    [InlineData("If-None-Match", "\"tag\"", 304)]
    [InlineData("If-None-Match", "W/\"tag\", \"x\"", 304)]
    [InlineData("If-None-Match", "*", 304)]
    [InlineData("If-None-Match", "\"x\"", 200)]
    [InlineData("If-Match", "\"tag\"", 200)]
    [InlineData("If-Match", "*", 200)]
    [InlineData("If-Match", "W/\"tag\"", 412)]
    [InlineData("If-Match", "\"x\"", 412)]
    public void Preconditions_are_held_against_the_tag(string header, string value, int status) =>
        Assert.Equal(status, Plan("GET", (header, value)).Status);

    static DownloadPlan Plan(string method, params (string Name, string? Value)[] headers)
    {
        var dictionary = new HeaderDictionary();
        foreach (var (name, value) in headers)
            if (value is not null) dictionary[name] = value;
        return DownloadPlan.Of(method, dictionary, "\"tag\"", 100, "\"former\"");
    }

    static string Number(Random random) => random.Pick(
        "", "0", "1", "99", random.Next().ToString(CultureInfo.InvariantCulture), "9223372036854775807", "9223372036854775808", "18446744073709551616", "-1", "x");
}
