using System.Security.Cryptography;
using ChatBox.Server.Admin;

namespace ChatBox.Server.Certificates;

/// <summary>The host's own certificate, read again when its files change, as tools that renew certificates change them.</summary>
sealed partial class OwnCertificateSource(ServeOptions options, ILogger logger) : CertificateSource
{
    byte[]? seen;

    // Looked at rather than watched: renewal tools swap symbolic links, which a watcher does not see.
    public override TimeSpan CheckEvery => TimeSpan.FromSeconds(30);

    public override PresentedCertificate? Check(DateTimeOffset now)
    {
        var content = HashOfFiles();
        if (seen is not null && (content is null || content.AsSpan().SequenceEqual(seen)))
            return null;

        var first = seen is null;
        if (first && content is not null && PrivateFiles.OthersCanRead(OwnCertificateFiles.KeyFile(options)))
            LogReadable(logger, OwnCertificateFiles.KeyFile(options));

        // Half-written files throw here and are tried again at the next check, as what was seen stays what it was.
        var loaded = OwnCertificateFiles.Load(options, now);
        seen = content;
        if (!first)
            LogReloaded(logger, options.CertificateFile!, new DateTimeOffset(loaded.Leaf.NotAfter).UtcDateTime);
        return loaded;
    }

    public override void Dispose()
    {
        // Holds nothing open.
    }

    /// <returns>Null while one of them is missing.</returns>
    byte[]? HashOfFiles()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in new[] { options.CertificateFile, options.CertificateKeyFile, options.CertificatePasswordFile })
        {
            if (file is null)
                continue;
            try
            {
                hash.AppendData(File.ReadAllBytes(file));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }

        return hash.GetHashAndReset();
    }

    [LoggerMessage(6110, LogLevel.Information, "{File} was read again; the certificate is valid until {Until:yyyy-MM-dd}")]
    static partial void LogReloaded(ILogger logger, string file, DateTime until);

    [LoggerMessage(6111, LogLevel.Warning, "Other users of this machine can read the private key in {File}; chmod 600 takes that away")]
    static partial void LogReadable(ILogger logger, string file);
}
