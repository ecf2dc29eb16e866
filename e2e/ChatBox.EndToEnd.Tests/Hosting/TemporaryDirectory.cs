namespace ChatBox.EndToEnd.Tests.Hosting;

/// <summary>A directory of one test's own, gone with it.</summary>
sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("chatbox-e2e-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
