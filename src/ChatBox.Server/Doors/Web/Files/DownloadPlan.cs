using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;

namespace ChatBox.Server.Doors.Web.Files;

/// <summary>
/// What to answer to a GET or HEAD of bytes with a strong ETag: the order of the preconditions is that of RFC 9110 section 13.2.2. Pure.
/// </summary>
/// <param name="ETag">The tag to answer with.</param>
readonly record struct DownloadPlan(int Status, long Offset, long Length, string ETag)
{
    /// <param name="etag">Strong, with its quotes.</param>
    /// <param name="formerETag">
    /// What the same bytes were called before, where that was otherwise: who began then goes on now.
    /// </param>
    public static DownloadPlan Of(string method, IHeaderDictionary headers, string etag, long size, string? formerETag = null)
    {
        var request = new RequestHeaders(headers);
        if (request.IfMatch is { Count: > 0 } match && !match.Any(one => Matches(one, strong: true)))
            return new DownloadPlan(StatusCodes.Status412PreconditionFailed, 0, 0, etag);
        if (request.IfNoneMatch is { Count: > 0 } none && none.Any(one => Matches(one, strong: false)))
            return new DownloadPlan(StatusCodes.Status304NotModified, 0, 0, etag);

        // Section 14.2: a range has a meaning for GET only; section 13.1.5: with another validator, all of it. A date is never ours.
        var whole = new DownloadPlan(StatusCodes.Status200OK, 0, size, etag);
        if (!HttpMethods.IsGet(method) || headers.Range.Count != 1) return whole;
        var asked = headers.IfRange.Count == 0 ? etag : headers.IfRange.ToString();
        if (asked != etag && asked != formerETag) return whole;
        return ByteRange.Read(headers.Range.ToString(), size, out var offset, out var length) switch
        {
            RangeAnswer.Part => new DownloadPlan(StatusCodes.Status206PartialContent, offset, length, asked),
            RangeAnswer.Unsatisfiable => new DownloadPlan(StatusCodes.Status416RangeNotSatisfiable, 0, 0, etag),
            _ => whole,
        };

        bool Matches(EntityTagHeaderValue one, bool strong) =>
            one.Equals(EntityTagHeaderValue.Any)
            || one.Compare(new EntityTagHeaderValue(etag), strong)
            || (formerETag is not null && one.Compare(new EntityTagHeaderValue(formerETag), strong));
    }
}
