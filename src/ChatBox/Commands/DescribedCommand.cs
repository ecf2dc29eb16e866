using System.CommandLine;

namespace ChatBox.Commands;

/// <summary>A command whose help ends with examples.</summary>
sealed class DescribedCommand(string name, string description, params IReadOnlyList<string> examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;
}
