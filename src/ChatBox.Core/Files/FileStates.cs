namespace ChatBox.Core.Files;

/// <summary>Who wants a file to be in another state.</summary>
public enum FileActor
{
    /// <summary>Who sent it.</summary>
    Sender,

    /// <summary>To whom it was offered.</summary>
    Other,

    /// <summary>The server, of itself: the hashes differ, or the upload was given up.</summary>
    Server,
}

/// <summary>How a file goes from one state to the next. Pure; docs/protocol.md, "Files", has the same as a table.</summary>
public static class FileStates
{
    /// <summary>What somebody may ask for by a request.</summary>
    public static bool CanBeAskedFor(FileState state) =>
        state
        is FileState.Accepted or FileState.Declined or FileState.Cancelled or FileState.Arrived or FileState.Verified or FileState.Damaged;

    /// <summary>Nothing of it is kept but name and size, and nothing follows.</summary>
    public static bool IsFreed(this FileState state) => state is FileState.Declined or FileState.Cancelled or FileState.Failed;

    /// <summary>May the file go from <paramref name="from"/> to <paramref name="to"/>? Staying is allowed to who may go there.</summary>
    /// <param name="isReady">The bytes are whole and checked by the server.</param>
    public static bool CanGo(FileState from, FileState to, FileActor actor, bool isReady) => (actor, to) switch
    {
        (FileActor.Other, FileState.Accepted or FileState.Declined) => from == FileState.Offered || from == to,
        (FileActor.Other, FileState.Arrived or FileState.Verified or FileState.Damaged) =>
            isReady && (from is FileState.Accepted or FileState.Arrived or FileState.Damaged || from == to),
        (FileActor.Sender, FileState.Cancelled) => from is FileState.Offered or FileState.Accepted || from == to,
        (FileActor.Server, FileState.Failed) => from is FileState.Offered or FileState.Accepted || from == to,
        _ => false,
    };
}
