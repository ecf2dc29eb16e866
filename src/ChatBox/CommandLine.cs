using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using ChatBox.Client;
using ChatBox.Commands;
using ChatBox.Terminals;

namespace ChatBox;

/// <summary>From the arguments to the exit code. What is wrong is said in one line on stderr.</summary>
static class CommandLine
{
    // A text that begins with @ is a text, not the name of a file with more arguments.
    static readonly ParserConfiguration Configuration = new() { ResponseFileTokenReplacer = null };

    public static async Task<int> RunAsync(IReadOnlyList<string> args, Terminal terminal, Signals signals)
    {
        var root = Create(terminal);
        var parsed = root.Parse(args, Configuration);
        var problems = IsHelp(parsed) ? [] : Problems(root, parsed, args);
        if (problems.Count > 0)
        {
            foreach (var problem in problems.SkipLast(1)) terminal.Say(problem);
            terminal.Say($"{problems[^1]} See '{Path(parsed.CommandResult)} --help'.");
            return ExitCodes.Usage;
        }

        try
        {
            var invocation = new InvocationConfiguration
            {
                Output = terminal.Output,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                // Signals come as a cancellation, and each command ends in its own time.
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(invocation, signals.Stop);
        }
        catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested)
        {
            return signals.ExitCode;
        }
        catch (BrokenOutputException)
        {
            // Who reads the output has all that was wanted, as in 'chatbox tail ... | head -1'.
            return ExitCodes.Done;
        }
        catch (Exception e) when (e is ChatException or CommandException or IOException or UnauthorizedAccessException)
        {
            terminal.Say(e.Message);
            return ExitCodes.Of(e);
        }
    }

    static RootCommand Create(Terminal terminal)
    {
        var root = Program.Commands(terminal);
        ServeCommand.MakeDefault(root);
        foreach (var help in root.Options.OfType<HelpOption>()) help.Action = new HelpWithExamples((HelpAction)help.Action!);
        foreach (var version in root.Options.OfType<VersionOption>()) version.Action = new VersionAction(terminal);
        return root;
    }

    static bool IsHelp(ParseResult parsed) => parsed.Action is HelpWithExamples;

    static IReadOnlyList<string> Problems(RootCommand root, ParseResult parsed, IReadOnlyList<string> args)
    {
        var unknown = parsed.UnmatchedTokens.Concat(FlagsTakenForTexts(parsed, args)).ToList();
        // A flag that is not known and its value are one mistake, and so is a text without quotes.
        if (unknown.Count > 0) return [$"{string.Join(", ", unknown)}: there is no such command, flag or argument here."];

        var command = parsed.CommandResult.Command;
        var foreign = root.Options.FirstOrDefault(option =>
            option is not VersionOption
                && !option.Recursive && !command.Options.Contains(option) && parsed.GetResult(option) is { Implicit: false });
        if (command != root && foreign is not null)
            return [$"{foreign.Name} before {command.Name} is for 'chatbox serve'. What {command.Name} takes stands behind it."];
        return [.. parsed.Errors.Select(error => error.Message).Distinct()];
    }

    /// <summary>
    /// The parser takes a flag that it does not know for an argument, where there may be one: a slip would be sent to everybody.
    /// </summary>
    static IEnumerable<string> FlagsTakenForTexts(ParseResult parsed, IReadOnlyList<string> args)
    {
        var beforeDashes = args.TakeWhile(arg => arg != "--").ToHashSet();
        return parsed.CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(result => result.Tokens)
            .Select(token => token.Value)
            .Where(value => value is ['-', _, ..] && beforeDashes.Contains(value))
            .Select(value => $"{value} (a text that begins with - follows after --)");
    }

    static string Path(CommandResult result) => result.Parent is CommandResult parent ? $"{Path(parent)} {result.Command.Name}" : "chatbox";
}
