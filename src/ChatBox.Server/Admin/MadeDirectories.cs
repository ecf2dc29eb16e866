namespace ChatBox.Server.Admin;

/// <summary>
/// Makes a directory with those above it, and remembers which were missing, so that a failed start leaves nothing behind.
/// </summary>
sealed class MadeDirectories
{
    readonly Stack<string> made = new();

    public void Create(string path)
    {
        var missing = new Stack<string>();
        for (var at = path; at is not null && !Directory.Exists(at); at = Path.GetDirectoryName(at))
            missing.Push(at);

        while (missing.TryPop(out var next))
        {
            // Those above it are not ours alone and get the usual mode.
            if (missing.Count == 0)
                PrivateFiles.CreateDirectory(next);
            else
                Directory.CreateDirectory(next);
            made.Push(next);
        }
    }

    /// <summary>Removes what was made, as far as it is empty.</summary>
    public void Remove()
    {
        try
        {
            while (made.TryPop(out var next))
                Directory.Delete(next);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Something else lies in it by now.
        }
    }
}
