using ChatBox.Server.Admin;

namespace ChatBox.Server.Tests.Files;

/// <summary>Settings for servers whose disk is not the point.</summary>
static class Small
{
    /// <summary>No floor: a test does not depend on how full this machine is.</summary>
    public static ServeOptions NoFloor(ServeOptions options) => options with { Files = options.Files with { Floor = 0 } };

    public static byte[] Bytes(int count, int seed = 1)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>What lies in a folder of the server's data, without the names of what is always there.</summary>
    public static string[] Lying(string data, string folder) => Directory.Exists(Path.Combine(data, "files", folder))
        ? Directory.GetFiles(Path.Combine(data, "files", folder), "*", SearchOption.AllDirectories)
        : [];
}
