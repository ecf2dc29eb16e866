using ChatBox.Core.Files;
using ChatBox.Core.People;

namespace ChatBox.Server.Storage;

/// <summary>
/// A write about an upload. The outcome has the file as it is then; <c>no_such_file</c> where there is none with this id,
/// <c>file_gone</c> where it was declined, withdrawn or given up.
/// </summary>
public abstract record UploadWrite(FileId File) : Write;

/// <summary>
/// Begins an upload: unsent, its owner's alone. Refused with <c>too_many_uploads</c> or <c>quota_exceeded</c>; what the size takes of the
/// quotas is taken in this transaction, so uploads begun at one time cannot pass them together.
/// </summary>
/// <param name="Size">Bytes; null where the sender does not know yet: then <see cref="ReserveUploadWrite"/> comes before the bytes.</param>
/// <param name="EndsAt">Swept then, unless a message refers to it and it is whole.</param>
public sealed record CreateUploadWrite(
    FileId File, PersonId Owner, FileName Name, string Type, long? Size, int? Width, int? Height, DateTimeOffset EndsAt, FileLimits Limits)
    : UploadWrite(File);

/// <summary>
/// An upload of unknown size is to receive up to so many bytes, or its size is known now. Refused with <c>quota_exceeded</c>.
/// </summary>
/// <param name="IsSize">The size is known: <paramref name="Bytes"/>. Refused with <c>bad_upload</c> where it is known as another.</param>
public sealed record ReserveUploadWrite(FileId File, long Bytes, bool IsSize, FileLimits Limits) : UploadWrite(File);

/// <summary>An upload that goes on is given longer.</summary>
public sealed record ExtendUploadWrite(FileId File, DateTimeOffset EndsAt) : UploadWrite(File);

/// <summary>
/// The bytes are whole, checked and durable under their hash. The message that refers to it changes. Again with the same hash changes
/// nothing; with another it is refused with <c>checksum_mismatch</c>.
/// </summary>
/// <param name="Type">What the bytes are, of <see cref="MediaTypes"/>.</param>
public sealed record FinishUploadWrite(FileId File, byte[] Sha256, long Size, string Type) : UploadWrite(File);

/// <summary>
/// The upload is given up. Without a message nothing stays of it; in a message its file is <see cref="FileState.Failed"/>, or
/// <see cref="FileState.Cancelled"/> where its owner ended it. What is whole and sent stays: refused with <c>file_state</c>.
/// </summary>
public sealed record EndUploadWrite(FileId File, UploadEnd End) : UploadWrite(File);

public enum UploadEnd
{
    /// <summary>The hashes of sender and server differ.</summary>
    Mismatch,

    /// <summary>Its time is over: refused with <c>file_state</c> where it was given longer meanwhile.</summary>
    Expired,

    /// <summary>Its owner does not want it any more.</summary>
    Withdrawn,
}

/// <summary>The small picture of an image. The message that refers to it changes.</summary>
public sealed record SetThumbnailWrite(FileId File, byte[] Thumbnail) : UploadWrite(File);

/// <summary>The MD5 of a content, for all files that have it.</summary>
public sealed record SetMd5Write(byte[] Sha256, byte[] Md5) : Write;

/// <summary>
/// A file that was declined, withdrawn, deleted or given up. What it has received can be dropped; the content with the hash, where it
/// was whole, when no other file has it: <see cref="FileReader.IsContentUsedAsync"/>.
/// </summary>
public sealed record ReleasedFile(FileId File, byte[]? Sha256);
