using System.CommandLine;
using ChatBox.Protocol.Json;
using ChatBox.Terminals;

namespace ChatBox.Commands;

/// <summary><c>chatbox people</c>: who is here, one on a line: name, tab, online or away, and for guests a tab and "guest".</summary>
static class PeopleCommand
{
    public static Command Create(Terminal terminal)
    {
        var server = new ServerFlags();
        var command = new DescribedCommand(
            "people",
            "List who is online or away.",
            "chatbox people https://192.168.1.20:5443 --as alice",
            "chatbox people http://localhost:5080 --as alice --json");
        server.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            await using var client = await server.JoinAsync(parsed, terminal, stop);
            foreach (var person in await client.GetPeopleAsync(stop))
            {
                if (server.IsJson(parsed)) terminal.Output.WriteJson(person, WireJson.Context.PersonObject);
                else terminal.Output.WriteLine(
                    $"{Visible.Line(person.Name)}\t{Visible.Line(person.Presence)}{(person.Guest ? "\tguest" : "")}");
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
