using System.Security.Cryptography;
using ChatBox.Server.Admin;

namespace ChatBox.Server.Certificates;

/// <summary>
/// The files of the certificates the server makes for itself. All are 0600: two are secret, and the others are given out by
/// <c>/setup</c>, not by the file system.
/// </summary>
sealed class CertificateFolder(string path)
{
    public string Root => path;

    public string Authority => Path.Combine(path, "authority.pem");

    public string AuthorityKey => Path.Combine(path, "authority.key");

    public string Server => Path.Combine(path, "server.pem");

    public string ServerKey => Path.Combine(path, "server.key");

    /// <returns>Null when there is no such file.</returns>
    /// <exception cref="StartupException">The file is there and cannot be read.</exception>
    public static string? Read(string file)
    {
        try
        {
            return File.Exists(file) ? File.ReadAllText(file) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(ExitCodes.Data, $"The file {file} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads a private key, and takes it away from others who could read it.</summary>
    /// <param name="otherwise">What the host can do, should the file be damaged.</param>
    public static ECDsa? ReadKey(string file, string otherwise)
    {
        if (Read(file) is not { } pem)
            return null;

        if (PrivateFiles.OthersCanRead(file))
            PrivateFiles.Close(file);
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            return key;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw Damaged(file, otherwise, e);
        }
    }

    public void Write(string file, string content)
    {
        try
        {
            if (!Directory.Exists(path))
                PrivateFiles.CreateDirectory(path);
            PrivateFiles.Replace(file, System.Text.Encoding.ASCII.GetBytes(content));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(ExitCodes.Data, $"The file {file} cannot be written: {e.Message}", e);
        }
    }

    public static StartupException Damaged(string file, string otherwise, Exception? inner = null) =>
        new(ExitCodes.Data, $"The file {file} is damaged or does not fit the others: put it back from a backup, or {otherwise}", inner);
}
