using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ChatBox.Core;

namespace ChatBox.Server.Doors.Web.Files;

/// <summary>A new upload, as POST asks for it.</summary>
/// <param name="Length">Bytes; null where the client will say it later.</param>
readonly record struct TusCreation(long? Length, UploadMetadata Metadata, TusChecksum? Checksum);

/// <summary>Bytes for an upload, as PATCH brings them.</summary>
/// <param name="Length">The whole length, where it is said only now.</param>
readonly record struct TusAppend(long Offset, long? Length, TusChecksum? Checksum);

/// <summary>
/// The headers of the tus protocol 1.0.0, <see href="https://tus.io/protocols/resumable-upload"/>: what a request says, or why it makes no
/// sense. Pure.
/// </summary>
static class TusHeaders
{
    public const string Version = "1.0.0";
    public const string Extensions = "creation,creation-with-upload,creation-defer-length,checksum,expiration,termination";
    public const string BodyType = "application/offset+octet-stream";

    public const string Resumable = "Tus-Resumable";
    public const string Versions = "Tus-Version";
    public const string Extension = "Tus-Extension";
    public const string MaxSize = "Tus-Max-Size";
    public const string ChecksumAlgorithm = "Tus-Checksum-Algorithm";
    public const string Offset = "Upload-Offset";
    public const string Length = "Upload-Length";
    public const string DeferLength = "Upload-Defer-Length";
    public const string Metadata = "Upload-Metadata";
    public const string Checksum = "Upload-Checksum";
    public const string Expires = "Upload-Expires";

    /// <summary>For who cannot send PATCH or DELETE: the request's method is what stands here.</summary>
    public const string MethodOverride = "X-HTTP-Method-Override";

    /// <summary>Whether the client speaks our version. One that says none is believed to: a script needs only Upload-Length.</summary>
    public static bool IsOurVersion(IHeaderDictionary headers) => headers[Resumable] is { Count: 0 } || headers[Resumable] == Version;

    public static bool HasBody(IHeaderDictionary headers) =>
        string.Equals(headers.ContentType.ToString().Split(';')[0].Trim(), BodyType, StringComparison.OrdinalIgnoreCase);

    public static bool TryReadCreation(IHeaderDictionary headers, out TusCreation creation, [NotNullWhen(false)] out Refusal? refusal)
    {
        creation = default;
        if (!TryNumber(headers, Length, out var length, out refusal)) return false;
        var isDeferred = headers[DeferLength].Count > 0;
        if (isDeferred && headers[DeferLength] != "1") refusal = Refusals.BadUpload("Upload-Defer-Length is 1 or is left out.");
        else if (isDeferred && length is not null) refusal = Refusals.BadUpload("Give Upload-Length or Upload-Defer-Length, not both.");
        else if (!isDeferred && length is null) refusal = Refusals.BadUpload("Upload-Length is missing: the size in bytes.");
        if (refusal is not null) return false;
        if (!UploadMetadata.TryParse(headers[Metadata].ToString(), out var metadata, out refusal)) return false;
        if (!TusChecksum.TryParse(headers[Checksum], out var checksum, out refusal)) return false;
        creation = new TusCreation(length, metadata, checksum);
        return true;
    }

    public static bool TryReadAppend(IHeaderDictionary headers, out TusAppend append, [NotNullWhen(false)] out Refusal? refusal)
    {
        append = default;
        if (!TryNumber(headers, Offset, out var offset, out refusal)) return false;
        if (offset is null)
        {
            refusal = Refusals.BadUpload("Upload-Offset is missing: where the bytes belong.");
            return false;
        }

        if (!TryNumber(headers, Length, out var length, out refusal)) return false;
        if (!TusChecksum.TryParse(headers[Checksum], out var checksum, out refusal)) return false;
        append = new TusAppend(offset.Value, length, checksum);
        return true;
    }

    static bool TryNumber(IHeaderDictionary headers, string name, out long? number, [NotNullWhen(false)] out Refusal? refusal)
    {
        (number, refusal) = (null, null);
        var values = headers[name];
        if (values.Count == 0) return true;
        if (values.Count == 1 && long.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var parsed))
        {
            number = parsed;
            return true;
        }

        refusal = Refusals.BadUpload($"{name} is one whole number, 0 or more.");
        return false;
    }
}
