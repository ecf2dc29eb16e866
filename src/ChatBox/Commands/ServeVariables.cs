using System.Globalization;
using ChatBox.Core.Limits;
using ChatBox.Server.Admin;
using ChatBox.Server.Files;

namespace ChatBox.Commands;

/// <summary>
/// What a host sets once for a machine or a container, and so in the environment rather than on each command line. An empty variable counts
/// as none. Others that begin with CHATBOX_ are left alone: Kubernetes and Docker make some for a service of this name.
/// </summary>
static class ServeVariables
{
    /// <exception cref="CommandException">A variable is set to what it cannot be; exit code 2, naming it.</exception>
    public static ServeOptions Apply(ServeOptions options, Func<string, string?> variable)
    {
        var problems = new List<string>();
        var limit = new PostLimit(
            Number(ServeOptionsValidator.PostBurst, PostLimit.Default.Burst),
            Number(ServeOptionsValidator.PostsPerSecond, PostLimit.Default.PerSecond));
        var (files, unreadable) = FileSettings.Read(variable);
        problems.AddRange(unreadable);
        if (problems.Count > 0) throw new CommandException(ExitCodes.Usage, string.Join(' ', problems));
        var secret = variable(TurnSecret.Variable) is { Length: > 0 } text ? new HiddenText(text) : null;
        return options with { PostLimit = limit, Files = files, TurnSecret = secret };

        int Number(string name, int otherwise)
        {
            if (variable(name) is not { Length: > 0 } text) return otherwise;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
            problems.Add(ServeOptionsValidator.LimitProblem(name, text));
            return otherwise;
        }
    }
}
