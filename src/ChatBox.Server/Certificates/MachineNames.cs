namespace ChatBox.Server.Certificates;

static class MachineNames
{
    /// <summary>The host name itself, its first label under <c>.local</c> (mDNS), <c>chatbox.local</c>, <c>localhost</c>.</summary>
    public static IReadOnlyList<string> Of(string hostName)
    {
        var host = hostName.TrimEnd('.').ToLowerInvariant();
        string[] names = [host, $"{host.Split('.')[0]}.local", "chatbox.local", "localhost"];
        return [.. names.Where(IsDnsName).Distinct()];
    }

    // A machine may be called "my_pc" or "café", which no certificate can carry.
    static bool IsDnsName(string name) =>
        name.Length <= 253
        && name.Split('.').All(label =>
            label.Length is > 0 and <= 63
                && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        && !name.All(c => char.IsAsciiDigit(c) || c == '.');
}
