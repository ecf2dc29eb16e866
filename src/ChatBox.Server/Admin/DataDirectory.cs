namespace ChatBox.Server.Admin;

/// <summary>
/// The directory that holds all the server keeps. While a server has it open, no other server can: the lock ends with the process,
/// however that ends. Paths can be read from any thread.
/// </summary>
public sealed class DataDirectory : IDisposable
{
    const string LockName = "chatbox.lock";
    const string ProbeName = "chatbox.probe";

    // A page of SQLite: a disk with less room than that carries no server.
    const int ProbeBytes = 4096;

    readonly FileStream? gate;

    DataDirectory(string path, FileStream? @lock)
    {
        Root = path;
        gate = @lock;
    }

    /// <summary>The full path.</summary>
    public string Root { get; }

    /// <summary>The SQLite database.</summary>
    public string Database => Path.Combine(Root, "chatbox.db");

    /// <summary>The folder of the authority and the certificate that the server makes for itself.</summary>
    public string Certificates => Path.Combine(Root, "certificates");

    /// <summary>The file of the invite code and other secrets, 0600.</summary>
    public string Secrets => Path.Combine(Root, "secrets.json");

    /// <summary>
    /// Whether other users of the machine can look into the directory: worth a warning. The server does not change what the host has set.
    /// </summary>
    public bool OpenToOthers =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(Root) & PrivateFiles.GroupAndOthers) != 0;

    /// <summary>Takes the directory for a server, making it (0700) where it is missing. What it made is gone again when it fails.</summary>
    /// <exception cref="StartupException">Exit code 3, when the directory cannot be made, locked or written.</exception>
    public static DataDirectory Open(string path)
    {
        var root = Path.GetFullPath(path);
        var made = new MadeDirectories();
        FileStream? held = null;
        string? newLock = null;
        try
        {
            if (File.Exists(root))
                throw Unusable(root, "it is a file");
            made.Create(root);

            var lockPath = Path.Combine(root, LockName);
            newLock = File.Exists(lockPath) ? null : lockPath;
            held = Lock(root, lockPath);
            Probe(Path.Combine(root, ProbeName));
            return new DataDirectory(root, held);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or StartupException)
        {
            held?.Dispose();
            if (held is not null && newLock is not null)
                TryDelete(newLock);
            made.Remove();
            if (e is StartupException)
                throw;
            throw Unusable(root, Reason(e), e);
        }
    }

    /// <summary>
    /// Opens an existing directory for an admin command, beside a server that may be running: without the lock, without a probe.
    /// </summary>
    /// <exception cref="StartupException">Exit code 3, when there is no such directory.</exception>
    public static DataDirectory OpenShared(string path)
    {
        var root = Path.GetFullPath(path);
        return Directory.Exists(root)
            ? new DataDirectory(root, null)
            : throw new StartupException(
                ExitCodes.Data, $"There is no data directory {root}: name the one the server uses with --data DIR.");
    }

    /// <summary>
    /// Lets the next server in. The lock's file stays: removing it could remove the one that a successor has just locked.
    /// </summary>
    public void Dispose() => gate?.Dispose();

    static FileStream Lock(string root, string lockPath)
    {
        try
        {
            // On Unix .NET takes flock(LOCK_EX) for FileShare.None, on Windows the share mode does the same.
            return PrivateFiles.Open(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (IsSharingViolation(e))
        {
            throw new StartupException(
                ExitCodes.Data,
                $"Another ChatBox server uses the data directory {root}: stop it, or give this one a directory of its own with --data DIR.",
                e);
        }
    }

    static void Probe(string path)
    {
        try
        {
            using var probe = PrivateFiles.Open(path, FileMode.Create, FileAccess.Write, FileShare.None);
            probe.Write(new byte[ProbeBytes]);
            probe.Flush(flushToDisk: true);
        }
        finally
        {
            TryDelete(path);
        }
    }

    static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The reason why starting failed is what the host needs to read.
        }
    }

    // EWOULDBLOCK is 11 on Linux and 35 on macOS; ERROR_SHARING_VIOLATION is 32.
    static bool IsSharingViolation(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);

    static string Reason(Exception e) => e switch
    {
        UnauthorizedAccessException => "this user may not write there",
        // ENOSPC, and ERROR_DISK_FULL.
        IOException { HResult: 28 or unchecked((int)0x80070070) } => "the disk is full",
        // EROFS
        IOException { HResult: 30 } => "the file system is read-only",
        DirectoryNotFoundException or FileNotFoundException => "a directory above it cannot be made",
        _ => e.Message.TrimEnd('.'),
    };

    static StartupException Unusable(string root, string reason, Exception? inner = null) =>
        new(ExitCodes.Data, $"The data directory {root} cannot be used: {reason}. Choose another with --data DIR.", inner);
}
