using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ChatBox.Server.Admin;

namespace ChatBox.Server.Certificates;

/// <summary>Reads the host's own certificate: PEM with the key in it or beside it, or PFX.</summary>
static class OwnCertificateFiles
{
    /// <exception cref="StartupException">Exit code 2: the files cannot be read, do not fit each other, or have expired.</exception>
    public static PresentedCertificate Load(ServeOptions options, DateTimeOffset now)
    {
        var file = options.CertificateFile ?? throw new InvalidOperationException("Only called with --certificate.");
        var content = Read("--certificate", file);
        var password = options.CertificatePasswordFile is { } passwordFile
            ? Encoding.UTF8.GetString(Read("--certificate-password-file", passwordFile)).Split('\n')[0].TrimEnd('\r')
            : null;

        // Told by the content: a PFX is binary, and the names of files say ".crt", ".cer" or nothing.
        var presented = content.AsSpan().IndexOf("-----BEGIN "u8) >= 0
            ? FromPem(file, Encoding.UTF8.GetString(content), options.CertificateKeyFile, password)
            : FromPfx(file, content, password);

        return new DateTimeOffset(presented.Leaf.NotAfter) > now
            ? presented
            : throw Problem(
                $"--certificate {file}: it expired on {presented.Leaf.NotAfter.ToUniversalTime():yyyy-MM-dd}; put a renewed one there.");
    }

    /// <summary>The files that a private key can be read from.</summary>
    public static string KeyFile(ServeOptions options) => options.CertificateKeyFile ?? options.CertificateFile!;

    static PresentedCertificate FromPem(string file, string pem, string? keyFile, string? password)
    {
        var keyPem = keyFile is null ? pem : Encoding.UTF8.GetString(Read("--certificate-key", keyFile));
        if (!keyPem.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            throw Problem(keyFile is null
                ? $"--certificate {file}: there is no private key in it; name the key's file with --certificate-key."
                : $"--certificate-key {keyFile}: there is no private key in it.");
        }

        var encrypted = keyPem.Contains("BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal);
        if (encrypted && password is null)
            throw Problem($"--certificate-key {keyFile ?? file}: the key is encrypted; name the file of its password with --certificate-password-file.");

        var all = new X509Certificate2Collection();
        X509Certificate2 leaf;
        try
        {
            all.ImportFromPem(pem);
            if (all.Count == 0)
                throw Problem($"--certificate {file}: there is no certificate in it.");
            RefuseForeignKey(file, keyFile ?? file, all[0], keyPem, encrypted ? password : null);
            leaf = encrypted ? X509Certificate2.CreateFromEncryptedPem(pem, keyPem, password) : X509Certificate2.CreateFromPem(pem, keyPem);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw Problem(
                $"--certificate {file}: the certificate or its key cannot be read (damaged, of an unknown kind, or another password).", e);
        }

        return PresentedCertificate.Own(leaf, Intermediates(all.Skip(1)));
    }

    static PresentedCertificate FromPfx(string file, byte[] content, string? password)
    {
        try
        {
            var all = X509CertificateLoader.LoadPkcs12Collection(content, password);
            var leaf = all.FirstOrDefault(c => c.HasPrivateKey)
                ?? throw Problem($"--certificate {file}: there is no private key in it; export the PFX with its key.");
            return PresentedCertificate.Own(leaf, Intermediates(all.Where(c => c != leaf)));
        }
        catch (CryptographicException e)
        {
            throw Problem(
                password is null
                    ? $"--certificate {file}: neither PEM nor a PFX without password; name the file of its password with --certificate-password-file."
                    : $"--certificate {file}: it cannot be opened: another password, or damaged.",
                e);
        }
    }

    /// <summary>.NET tells a foreign key and a damaged one by the same exception; the host needs to know which it is.</summary>
    static void RefuseForeignKey(string file, string keyFile, X509Certificate2 certificate, string keyPem, string? password)
    {
        var ec = PublicKeyOf(ECDsa.Create(), keyPem, password);
        var rsa = PublicKeyOf(RSA.Create(), keyPem, password);
        var own = certificate.PublicKey.ExportSubjectPublicKeyInfo();
        // A key that is neither is left to the loader, which knows more kinds.
        if ((ec ?? rsa) is { } found && !found.AsSpan().SequenceEqual(own))
            throw Problem($"--certificate {file}: the key in {keyFile} is not the key of this certificate; name the one it was made with.");
    }

    /// <returns>The SubjectPublicKeyInfo; null when the text is no key of this kind.</returns>
    static byte[]? PublicKeyOf(AsymmetricAlgorithm kind, string keyPem, string? password)
    {
        using (kind)
        {
            try
            {
                if (password is null)
                    kind.ImportFromPem(keyPem);
                else
                    kind.ImportFromEncryptedPem(keyPem, password);
                return kind.ExportSubjectPublicKeyInfo();
            }
            catch (Exception e) when (e is CryptographicException or ArgumentException)
            {
                return null;
            }
        }
    }

    /// <summary>A root is the reader's to have, not ours to send.</summary>
    static X509Certificate2Collection Intermediates(IEnumerable<X509Certificate2> others) =>
        [.. others.Where(c => !c.SubjectName.RawData.AsSpan().SequenceEqual(c.IssuerName.RawData))];

    static byte[] Read(string flag, string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Problem($"{flag} {file}: it cannot be read: {e.Message}", e);
        }
    }

    static StartupException Problem(string message, Exception? inner = null) => new(ExitCodes.Settings, message, inner);
}
