using System.CommandLine;
using ChatBox.Server;
using ChatBox.Terminals;

namespace ChatBox.Commands;

/// <summary><c>chatbox serve</c>, and <c>chatbox</c> alone.</summary>
static class ServeCommand
{
    const string Name = "serve";

    public static Command Create(Terminal terminal)
    {
        var command = new DescribedCommand(
            Name,
            "Start a server. It prints the address, and the link that lets others in.",
            "chatbox serve                       for the network, over HTTPS, with an invite code",
            "chatbox serve --local               for this computer only",
            "chatbox serve --open                whoever reaches it may join",
            "chatbox serve --data /srv/chatbox --name 'Room 12' --https-port 443");
        var flags = new ServeFlags();
        flags.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            var options = ServeVariables.Apply(flags.Read(parsed), terminal.Variable);
            return ServerHost.RunAsync(options, terminal.Output, terminal.Error, stop);
        });
        return command;
    }

    /// <summary>With no subcommand, chatbox serves.</summary>
    public static void MakeDefault(RootCommand root)
    {
        var serve = root.Subcommands.Single(command => command.Name == Name);
        foreach (var option in serve.Options) root.Add(option);
        root.Action = serve.Action;
    }
}
