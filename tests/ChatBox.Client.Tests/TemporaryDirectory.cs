namespace ChatBox.Client.Tests;

sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("chatbox-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
