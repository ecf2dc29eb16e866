namespace ChatBox.EndToEnd.Tests;

/// <summary>
/// What is timed, what takes both cores, and what changes this machine's network: one after the other, when all other tests are done.
/// </summary>
[CollectionDefinition(nameof(Undisturbed), DisableParallelization = true)]
public sealed class Undisturbed;
