using ChatBox.Core;

namespace ChatBox.Architecture.Tests;

// Sans-I/O: time and randomness come into the core as arguments, and it knows no thread, file or socket.
public class CoreTests
{
    static readonly string Assembly = typeof(Chat).Assembly.Location;

    static readonly string[] ForbiddenMembers =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTimeOffset.get_Now",
        "System.DateTimeOffset.get_UtcNow", "System.TimeProvider.get_System", "System.Environment.get_TickCount",
        "System.Environment.get_TickCount64",
        "System.Random.get_Shared", "System.Random..ctor", "System.Guid.NewGuid", "System.Guid.CreateVersion7", "System.Console.WriteLine",
    ];

    static readonly string[] ForbiddenTypes =
    [
        "System.Threading.", "System.Net.", "System.Diagnostics.Process", "System.Diagnostics.Stopwatch", "System.Security.Cryptography.",
        "System.IO.File",
        "System.IO.Directory", "System.IO.Path", "System.TimeProvider", "System.Timers.", "Microsoft.",
    ];

    [Fact]
    public void The_core_takes_neither_time_nor_chance_from_the_machine()
    {
        var uses = MemberReferences.Of(Assembly).Where(use => ForbiddenMembers.Contains(use.Member)).Distinct();
        // A client that sends makes its message's id there, before any rule is asked; the rules themselves never do.
        Assert.Equal([("ClientMessageId", "System.Guid.NewGuid")], uses);
    }

    [Fact]
    public void The_core_knows_no_thread_no_file_and_no_socket() =>
        Assert.DoesNotContain(
            MemberReferences.TypesOf(Assembly),
            type => ForbiddenTypes.Any(forbidden => type.StartsWith(forbidden, StringComparison.Ordinal)));

    [Fact]
    public void The_scan_sees_what_the_core_does_use()
    {
        Assert.Contains(MemberReferences.Of(Assembly), use => use is ("SearchFold", "System.Text.Rune.get_Value"));
        Assert.Contains("System.DateTimeOffset", MemberReferences.TypesOf(Assembly));
    }
}
