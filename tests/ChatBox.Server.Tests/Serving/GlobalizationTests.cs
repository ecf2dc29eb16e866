using ChatBox.Server.Admin;
using ChatBox.Server.Tests.Admin;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Serving;

/// <summary>G5: without ICU, NFKC silently does nothing, and names that look alike would be different ones.</summary>
[Collection(nameof(Undisturbed))]
public sealed class GlobalizationTests
{
    [Fact]
    public async Task The_variable_that_turns_ICU_off_exits_1_with_one_line_that_names_it_and_opens_nothing()
    {
        using var directory = new TemporaryDirectory();

        var (exitCode, error) = await ServerProcess.RunAsync(
            directory["data"], start => start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1");

        Assert.Equal(ExitCodes.Failed, exitCode);
        var line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.Contains("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", line, StringComparison.Ordinal);
        Assert.False(Directory.Exists(directory["data"]));
    }

    [Fact]
    public async Task A_build_without_ICU_exits_1_with_one_line_and_opens_nothing()
    {
        using var directory = new TemporaryDirectory();
        var settings = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "ChatBox.CrashHost.runtimeconfig.json"));
        var invariant = settings.Replace(
            "\"System.Globalization.Invariant\": false", "\"System.Globalization.Invariant\": true", StringComparison.Ordinal);
        Assert.NotEqual(settings, invariant);
        await File.WriteAllTextAsync(directory["invariant.json"], invariant);

        var (exitCode, error) = await ServerProcess.RunAsync(directory["data"], start =>
        {
            start.ArgumentList.Insert(0, "exec");
            start.ArgumentList.Insert(1, "--runtimeconfig");
            start.ArgumentList.Insert(2, directory["invariant.json"]);
        });

        Assert.Equal(ExitCodes.Failed, exitCode);
        Assert.Contains(
            "without ICU", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(directory["data"]));
    }
}
