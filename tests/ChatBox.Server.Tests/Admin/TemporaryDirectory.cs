namespace ChatBox.Server.Tests.Admin;

/// <summary>A directory of one test's own, gone afterwards.</summary>
sealed class TemporaryDirectory : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("chatbox-test-").FullName;

    public string this[string name] => Path.Combine(Root, name);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
