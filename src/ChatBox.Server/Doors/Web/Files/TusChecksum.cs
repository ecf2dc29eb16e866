using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using ChatBox.Core;
using Microsoft.Extensions.Primitives;

namespace ChatBox.Server.Doors.Web.Files;

/// <summary>
/// What the bytes of one request must hash to: the checksum extension of tus, <c>Upload-Checksum: sha256 BASE64</c>. The protocol wants
/// sha1 of every server, against accidents; our own proof is the SHA-256 of the whole.
/// </summary>
sealed record TusChecksum(HashAlgorithmName Algorithm, byte[] Expected)
{
    public const string Algorithms = "sha256,sha1";

    /// <summary>A status of tus alone: no proxy answers it by itself.</summary>
    public const int MismatchStatus = 460;

    public bool Matches(IncrementalHash body) => CryptographicOperations.FixedTimeEquals(body.GetCurrentHash(), Expected);

    /// <summary>Null where no header was given.</summary>
    public static bool TryParse(StringValues header, out TusChecksum? checksum, [NotNullWhen(false)] out Refusal? refusal)
    {
        (checksum, refusal) = (null, null);
        if (header.Count == 0) return true;
        var parts = header.ToString().Split(' ');
        (HashAlgorithmName Name, int Bytes)? algorithm = parts[0] switch
        {
            "sha256" => (HashAlgorithmName.SHA256, 32),
            "sha1" => (HashAlgorithmName.SHA1, 20),
            _ => null,
        };
        if (parts.Length == 2 && algorithm is var (name, bytes))
        {
            var expected = new byte[bytes];
            if (Convert.TryFromBase64String(parts[1], expected, out var written) && written == bytes)
            {
                checksum = new TusChecksum(name, expected);
                return true;
            }
        }

        refusal = Refusals.BadUpload("Upload-Checksum is sha256 or sha1, a space and the hash in base64.");
        return false;
    }
}
