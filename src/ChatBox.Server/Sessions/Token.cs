using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ChatBox.Server.Sessions;

/// <summary>A secret that somebody carries: 256 random bits as 43 signs of base64url. Only its SHA-256 is stored.</summary>
static class Token
{
    const int Bytes = 32;
    const int MaxLength = 128;

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>
    /// The invite code is typed and read aloud now and then: 128 bits are enough for what is guessed over the network only.
    /// </summary>
    public static string NewCode() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes / 2));

    /// <summary>What is stored of a token and looked up; null where the text is too long to be one.</summary>
    public static byte[]? Hash(string token) =>
        token.Length is > 0 and <= MaxLength ? SHA256.HashData(Encoding.UTF8.GetBytes(token)) : null;

    public static bool AreEqual(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(left)), SHA256.HashData(Encoding.UTF8.GetBytes(right)));
}
