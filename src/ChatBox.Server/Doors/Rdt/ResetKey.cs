using System.Net;
using System.Security.Cryptography;
using ChatBox.Server.Admin;

namespace ChatBox.Server.Doors.Rdt;

/// <summary>
/// The key that reset tokens come from (RDT-48), kept so that a server that was killed can tell the clients of its life before that their
/// transfers are gone. It opens nothing. What is damaged is made anew: then those clients wait 30 s.
/// </summary>
static class ResetKey
{
    const int Bytes = 32;

    public static byte[] OpenOrCreate(string path)
    {
        if (File.Exists(path) && File.ReadAllBytes(path) is { Length: Bytes } key) return key;
        key = RandomNumberGenerator.GetBytes(Bytes);
        PrivateFiles.Replace(path, key);
        return key;
    }

    /// <summary>
    /// For the listener at one address. With one key for all, another listener, which knows nothing of a transfer, would tell its token to
    /// whoever asks with its connection id (RFC 9000, section 21.11).
    /// </summary>
    public static byte[] Of(byte[] key, IPAddress address) => HMACSHA256.HashData(key, address.GetAddressBytes());
}
