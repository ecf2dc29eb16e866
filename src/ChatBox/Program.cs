using System.CommandLine;
using ChatBox.Commands;
using ChatBox.Terminals;

namespace ChatBox;

/// <summary>The command <c>chatbox</c>: what it can do, and one file under Commands/ for each.</summary>
static class Program
{
    static async Task<int> Main(string[] args)
    {
        using var signals = new Signals();
        return await CommandLine.RunAsync(args, Terminal.OfProcess(), signals);
    }

    public static RootCommand Commands(Terminal terminal) => new RootCommand("Chat for people who are in reach of each other.")
    {
        // The host: one server, started by one command. With no subcommand, chatbox serves.
        ServeCommand.Create(terminal),
        InviteCommand.Create(terminal),
        UserCommand.Create(terminal),

        // Everybody else who prefers a terminal, and scripts.
        ChatCommand.Create(terminal),
        SendCommand.Create(terminal),
        TailCommand.Create(terminal),
        PeopleCommand.Create(terminal),
        RoomsCommand.Create(terminal),
        FilesCommand.Create(terminal),
        GetCommand.Create(terminal),
        PutCommand.Create(terminal),

        VersionCommand.Create(terminal),
    };
}
