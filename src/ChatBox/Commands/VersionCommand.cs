using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using ChatBox.Terminals;

namespace ChatBox.Commands;

/// <summary><c>chatbox version</c> and <c>chatbox --version</c>: <c>chatbox 0.1.0</c>.</summary>
static class VersionCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new DescribedCommand("version", "Print the version.");
        command.Action = new VersionAction(terminal);
        return command;
    }
}

sealed class VersionAction(Terminal terminal) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var version = typeof(VersionAction).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        // What follows the plus is the commit it was built from.
        terminal.Output.WriteLine($"chatbox {version.Split('+')[0]}");
        return ExitCodes.Done;
    }
}
