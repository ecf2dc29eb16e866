using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace ChatBox.Commands;

/// <summary>The library's help, and then examples: what most people look for.</summary>
sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    static readonly IReadOnlyList<string> General =
    [
        "chatbox                                         start a server for the network; it prints the invite link",
        "chatbox --local                                 start a server for this computer only",
        "chatbox chat 'INVITE LINK' --as alice           join, and talk in the lobby",
        "chatbox send localhost:5443 --as bot --to bob 'The build is done.'",
    ];

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = help.Invoke(parseResult);
        var examples = parseResult.CommandResult.Command switch
        {
            DescribedCommand command => command.Examples,
            RootCommand => General,
            _ => [],
        };
        if (examples.Count == 0) return exitCode;

        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in examples) output.WriteLine($"  {example}");
        output.WriteLine();
        return exitCode;
    }
}
