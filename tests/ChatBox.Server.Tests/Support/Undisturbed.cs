namespace ChatBox.Server.Tests.Support;

/// <summary>Tests that measure time or memory: one after the other, when all other tests are done.</summary>
[CollectionDefinition(nameof(Undisturbed), DisableParallelization = true)]
public sealed class Undisturbed;
