using ChatBox.Server.Files;
using Microsoft.Win32.SafeHandles;
using FileInfo = ChatBox.Rdt.FileInfo;

namespace ChatBox.Server.Doors.Rdt;

/// <summary>A file that somebody may fetch.</summary>
/// <param name="Info">What it is.</param>
/// <param name="Open">Its bytes, as they were when the hash was taken; null where they are gone or others now, or where the reader may
/// not read any more.</param>
/// <param name="MayReadAsync">Whether the reader still may; asked while it is sent.</param>
sealed record OfferedFile(FileInfo Info, Func<(SafeFileHandle File, FileIdentity Identity)?> Open, Func<Task<bool>> MayReadAsync);
