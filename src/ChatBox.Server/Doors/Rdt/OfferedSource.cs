using ChatBox.Rdt;
using ChatBox.Server.Files;
using Microsoft.Win32.SafeHandles;

namespace ChatBox.Server.Doors.Rdt;

/// <summary>
/// The bytes of one transfer. A page of the file is kept in memory, so that a packet costs a copy and not a call of the system; what was
/// lost and is read again from before the page comes straight from the file. The file is looked at behind each reading: what was read
/// before it changed is right, and nothing of the other is ever sent (F27). One thread at a time.
/// </summary>
sealed class OfferedSource(OfferedFile offered, SafeFileHandle file, FileIdentity identity) : IFileSource, IDisposable
{
    /// <summary>
    /// As much as one reading brings cheaply, and the machine's notes leave of the 2 MiB of a transfer (RDT-56); 256 transfers hold 64 MiB
    /// of it.
    /// </summary>
    const int PageBytes = 256 * 1024;

    byte[]? page;
    long pageStart;
    int pageLength;

    public OfferedFile Offered => offered;

    public bool TryRead(long offset, Span<byte> bytes)
    {
        if (offset < pageStart || offset + bytes.Length > pageStart + pageLength)
        {
            // Behind what the page has: it is of before, and the page is needed again.
            if (offset < pageStart && pageLength > 0) return TryReadExactly(offset, bytes);
            if (!TryTurnTo(offset) || offset + bytes.Length > pageStart + pageLength) return false;
        }

        page.AsSpan((int)(offset - pageStart), bytes.Length).CopyTo(bytes);
        return true;
    }

    public void Dispose() => file.Dispose();

    bool TryTurnTo(long offset)
    {
        page ??= new byte[PageBytes];
        var length = (int)Math.Min(PageBytes, identity.Size - offset);
        pageLength = 0;
        if (!TryReadExactly(offset, page.AsSpan(0, length))) return false;
        (pageStart, pageLength) = (offset, length);
        return true;
    }

    bool TryReadExactly(long offset, Span<byte> bytes)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                var count = RandomAccess.Read(file, bytes, offset);
                if (count == 0) return false;
                bytes = bytes[count..];
                offset += count;
            }

            return Native.IdentityOf(file) == identity;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            return false;
        }
    }
}
