using ChatBox.Core.Files;

namespace ChatBox.Core.Tests.Files;

public class FileStatesTests
{
    // From each state: where the other, the sender and the server may bring it, "!" where the bytes must be ready.
    static readonly Dictionary<FileState, string> Steps = new()
    {
        [FileState.Unsent] = "",
        [FileState.There] = "",
        [FileState.Offered] = "Other:Accepted Other:Declined Sender:Cancelled Server:Failed",
        [FileState.Accepted] = "Other:Accepted Other:Arrived! Other:Verified! Other:Damaged! Sender:Cancelled Server:Failed",
        [FileState.Declined] = "Other:Declined",
        [FileState.Cancelled] = "Sender:Cancelled",
        [FileState.Arrived] = "Other:Arrived! Other:Verified! Other:Damaged!",
        [FileState.Verified] = "Other:Verified!",
        [FileState.Damaged] = "Other:Arrived! Other:Verified! Other:Damaged!",
        [FileState.Failed] = "Server:Failed",
    };

    [Fact]
    public void There_is_no_step_but_those_of_the_table()
    {
        Assert.Equal(Enum.GetValues<FileState>().Length, Steps.Count);
        foreach (var (from, steps) in Steps)
        {
            var allowed = steps.Split(' ');
            foreach (var to in Enum.GetValues<FileState>())
            {
                foreach (var actor in Enum.GetValues<FileActor>())
                {
                    Assert.Equal(
                        allowed.Contains($"{actor}:{to}") || allowed.Contains($"{actor}:{to}!"),
                        FileStates.CanGo(from, to, actor, isReady: true));
                    Assert.Equal(allowed.Contains($"{actor}:{to}"), FileStates.CanGo(from, to, actor, isReady: false));
                }
            }
        }
    }

    [Fact]
    public void What_is_freed_stays_freed()
    {
        foreach (var from in Enum.GetValues<FileState>().Where(state => state.IsFreed()))
            foreach (var to in Enum.GetValues<FileState>().Where(state => state != from))
                Assert.DoesNotContain(Enum.GetValues<FileActor>(), actor => FileStates.CanGo(from, to, actor, isReady: true));
    }

    [Fact]
    public void Only_what_somebody_says_can_be_asked_for() => Assert.Equal(
        [FileState.Accepted, FileState.Declined, FileState.Cancelled, FileState.Arrived, FileState.Verified, FileState.Damaged],
        Enum.GetValues<FileState>().Where(FileStates.CanBeAskedFor));
}
