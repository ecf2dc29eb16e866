using System.CommandLine;
using ChatBox.Server.Admin;
using ChatBox.Terminals;

namespace ChatBox.Commands;

/// <summary><c>chatbox invite</c>: the link that lets others in, on the host's machine.</summary>
static class InviteCommand
{
    public static Command Create(Terminal terminal)
    {
        var renew = new Option<bool>("--new") { Description = "Make a new code; the old link lets nobody in any more." };
        var data = ServeFlags.Data();
        var command = new DescribedCommand(
            "invite",
            "Print the link that lets others in. For the host.",
            "chatbox invite",
            "chatbox invite --new                after the link has reached somebody it should not have") { renew, data };
        command.SetAction((parsed, stop) =>
            AdminTasks.InviteAsync(parsed.GetValue(data)!, parsed.GetValue(renew), terminal.Output, terminal.Error, stop));
        return command;
    }
}
