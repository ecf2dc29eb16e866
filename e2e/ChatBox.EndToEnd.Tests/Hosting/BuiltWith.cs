using System.Reflection;

namespace ChatBox.EndToEnd.Tests.Hosting;

/// <summary>Where the build has put what the tests need, as paths.</summary>
static class BuiltWith
{
    public static string ChatBoxExecutable => Environment.GetEnvironmentVariable("CHATBOX_EXECUTABLE") ?? Value(nameof(ChatBoxExecutable));

    public static string AxeScript => Value(nameof(AxeScript));

    public static string TestResults => Environment.GetEnvironmentVariable("CHATBOX_TEST_RESULTS") ?? Value(nameof(TestResults));

    static string Value(string name) => typeof(BuiltWith).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == name).Value!;
}
