using System.CommandLine;
using ChatBox.Server.Admin;
using ChatBox.Terminals;

namespace ChatBox.Commands;

/// <summary><c>chatbox user reset</c>: lets somebody back in who has lost every device.</summary>
static class UserCommand
{
    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = "The person's name." };
        var data = ServeFlags.Data();
        var reset = new DescribedCommand(
            "reset",
            "Make a one-time link with which a person comes back as who they were.",
            "chatbox user reset alice",
            "chatbox user reset alice --data /srv/chatbox") { name, data };
        reset.SetAction((parsed, stop) =>
            AdminTasks.ResetUserAsync(parsed.GetValue(data)!, parsed.GetValue(name)!, terminal.Output, terminal.Error, stop));
        return new DescribedCommand("user", "Help the people of the server. For the host.", "chatbox user reset alice") { reset };
    }
}
