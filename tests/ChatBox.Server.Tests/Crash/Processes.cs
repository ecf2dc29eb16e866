namespace ChatBox.Server.Tests.Crash;

/// <summary>Tests that measure time or memory do not run beside others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Processes
{
    public const string Name = "processes";
}
