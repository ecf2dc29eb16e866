namespace ChatBox.Client.Files;

// Bytes that come before others of the same file.
sealed partial class PartFile : IScatteredTarget
{
    public void WriteAhead(long offset, ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(file.SafeFileHandle, bytes, offset);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LocalFileException.Of(part, e);
        }
    }

    public void TakeUpTo(long offset) => Attempt(() =>
    {
        Hash(Received, offset);
        Received = offset;
    });
}
