using System.Globalization;

namespace ChatBox.Server.Admin;

/// <summary>
/// The secret that the relay of <c>--turn</c> and this server share: from the environment or from a file that only its owner can read. It is no
/// flag, because the arguments of a process are visible to everybody on the machine.
/// </summary>
public static class TurnSecret
{
    public const string Variable = "CHATBOX_TURN_SECRET";

    const int MinLength = 16;
    const int MaxLength = 256;

    /// <returns>The secret, or what is wrong in one sentence; neither where no relay is named.</returns>
    internal static (string? Secret, string? Problem) Read(ServeOptions options)
    {
        if (options.Turn is null)
            return (null, options.TurnSecretFile is null ? null : "--turn-secret-file: it belongs to --turn; name the relay too.");
        if (options.TurnSecretFile is not { } file)
        {
            return options.TurnSecret is { } given
                ? Check(given.Reveal(), Variable)
                : (null, $"--turn: give its secret too, by --turn-secret-file FILE or in {Variable}.");
        }

        try
        {
            if (!File.Exists(file)) return (null, $"--turn-secret-file {file}: there is no such file.");
            if (PrivateFiles.OthersCanRead(file)) return (null, $"--turn-secret-file {file}: others can read it; run chmod 600 on it.");
            return Check(File.ReadLines(file).FirstOrDefault()?.Trim() ?? "", $"--turn-secret-file {file}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, $"--turn-secret-file {file}: {exception.Message}");
        }
    }

    // What coturn reads from one line of its own file too.
    static (string?, string?) Check(string secret, string source) =>
        secret.Length is >= MinLength and <= MaxLength && secret.All(sign => sign is > ' ' and < '\u007f')
            ? (secret, null)
            : (null, string.Create(CultureInfo.InvariantCulture, $"{source}: a secret has {MinLength} to {MaxLength} visible ASCII characters and no blank."));
}
