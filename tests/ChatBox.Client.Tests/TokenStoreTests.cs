using System.Diagnostics;

namespace ChatBox.Client.Tests;

public sealed class TokenStoreTests : IDisposable
{
    const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    static readonly ServerAddress Address = ServerAddress.Parse("https://host:5443");
    static readonly string Pin = new('A', 43);

    readonly TemporaryDirectory directory = new();
    readonly List<string> notices = [];

    public void Dispose() => directory.Dispose();

    TokenStore Open() => new(Path.Combine(directory.Path, "chatbox"), notices.Add);

    [Fact]
    public void Reading_makes_nothing()
    {
        Assert.Null(Open().FindToken("s1", "alice"));
        Assert.Empty(Directory.GetFileSystemEntries(directory.Path));
    }

    [Fact]
    public async Task A_token_is_found_by_server_and_name_in_another_store()
    {
        await Open().KeepAsync("s1", Address, "alice", "t1", CancellationToken.None);
        await Open().KeepAsync("s1", Address, "bob", "t2", CancellationToken.None);
        await Open().KeepAsync("s2", ServerAddress.Parse("other:1"), "alice", "t3", CancellationToken.None);
        Assert.Equal("t1", Open().FindToken("s1", "alice"));
        Assert.Equal("t2", Open().FindToken("s1", "bob"));
        Assert.Equal("t3", Open().FindToken("s2", "alice"));
        Assert.Null(Open().FindToken("s3", "alice"));
    }

    [Fact]
    public async Task Names_that_look_the_same_share_a_token()
    {
        await Open().KeepAsync("s1", Address, "Alice", "t1", CancellationToken.None);
        Assert.Equal("t1", Open().FindToken("s1", "alice"));
        Assert.Null(Open().FindToken("s1", "alicia"));
    }

    [Fact]
    public async Task The_file_is_the_users_alone()
    {
        if (OperatingSystem.IsWindows()) return;
        var store = Open();
        await store.KeepAsync("s1", Address, "alice", "t1", CancellationToken.None);
        Assert.Equal(Owner, File.GetUnixFileMode(store.FilePath));
        Assert.Equal(Owner | UnixFileMode.UserExecute, File.GetUnixFileMode(store.Folder));
        // And again, when it replaces one.
        await store.KeepAsync("s1", Address, "alice", "t2", CancellationToken.None);
        Assert.Equal(Owner, File.GetUnixFileMode(store.FilePath));
    }

    [Fact]
    public async Task The_pin_is_kept_with_the_address()
    {
        await Open().KeepAsync("s1", Address.WithPin(Pin), "alice", "t1", CancellationToken.None);
        Assert.Equal(Pin, Open().FindPin(Address));
        Assert.Null(Open().FindPin(ServerAddress.Parse("https://host:5444")));
    }

    [Fact]
    public async Task An_address_belongs_to_the_server_that_was_there_last()
    {
        await Open().KeepAsync("old", Address.WithPin(Pin), "alice", "t1", CancellationToken.None);
        var other = new string('E', 43);
        await Open().KeepAsync("new", Address.WithPin(other), "alice", "t2", CancellationToken.None);
        Assert.Equal(other, Open().FindPin(Address));
        Assert.Equal("t1", Open().FindToken("old", "alice"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"version\":2,\"servers\":[]}")]
    [InlineData("{\"version\":1}")]
    [InlineData("{\"version\":1,\"servers\":[null]}")]
    [InlineData("{\"version\":1,\"servers\":[{\"id\":\"s1\"}]}")]
    public async Task A_damaged_file_is_kept_aside_and_said_so(string content)
    {
        var store = Open();
        Directory.CreateDirectory(store.Folder);
        await File.WriteAllTextAsync(store.FilePath, content, CancellationToken.None);
        Assert.Null(store.FindToken("s1", "alice"));

        await store.KeepAsync("s1", Address, "alice", "t1", CancellationToken.None);
        Assert.Equal("t1", Open().FindToken("s1", "alice"));
        Assert.Equal(content, await File.ReadAllTextAsync(store.FilePath + ".bad", CancellationToken.None));
        Assert.Contains(".bad", Assert.Single(notices), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_cut_at_every_byte_is_never_read_as_something_else()
    {
        var store = Open();
        await store.KeepAsync("s1", Address.WithPin(Pin), "alice", "t1", CancellationToken.None);
        var whole = await File.ReadAllBytesAsync(store.FilePath, CancellationToken.None);
        for (var length = 0; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(store.FilePath, whole[..length], CancellationToken.None);
            Assert.Null(store.FindToken("s1", "alice"));
        }
    }

    [Fact]
    public async Task A_second_damaged_file_does_not_replace_the_first()
    {
        var store = Open();
        Directory.CreateDirectory(store.Folder);
        foreach (var content in new[] { "first", "second" })
        {
            await File.WriteAllTextAsync(store.FilePath, content, CancellationToken.None);
            await store.KeepAsync("s1", Address, "alice", "t1", CancellationToken.None);
        }

        Assert.Equal("first", await File.ReadAllTextAsync(store.FilePath + ".bad", CancellationToken.None));
        Assert.Equal("second", await File.ReadAllTextAsync(store.FilePath + ".bad2", CancellationToken.None));
    }

    [Fact]
    public async Task Many_writers_at_once_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            Task.Run(() => Open().KeepAsync("s1", Address, $"person {i}", $"t{i}", CancellationToken.None))));
        Assert.All(Enumerable.Range(0, 20), i => Assert.Equal($"t{i}", Open().FindToken("s1", $"person {i}")));
    }

    [Fact]
    public async Task Joining_waits_for_who_joins_under_the_same_name_and_for_nobody_else()
    {
        var first = await Open().LockJoiningAsync("s1", "alice", TimeSpan.FromMinutes(1), CancellationToken.None);
        using (await Open().LockJoiningAsync("s1", "bob", TimeSpan.Zero, CancellationToken.None))
        using (await Open().LockJoiningAsync("s2", "alice", TimeSpan.Zero, CancellationToken.None))
        {
            await Assert.ThrowsAsync<TokenStoreException>(
                () => Open().LockJoiningAsync("s1", "Alice", TimeSpan.Zero, CancellationToken.None));
        }

        var second = Open().LockJoiningAsync("s1", "alice", Timeout.InfiniteTimeSpan, CancellationToken.None);
        Assert.False(second.IsCompleted);
        first.Dispose();
        (await second).Dispose();
    }

    [Fact]
    public async Task A_lock_of_another_process_holds_and_ends_with_that_process()
    {
        Assert.True(File.Exists("/usr/bin/flock"), "flock(1) of util-linux plays the other process.");
        var store = Open();
        await store.KeepAsync("s1", Address, "alice", "t1", CancellationToken.None);
        string[] holds = [store.FilePath + ".lock", "sh", "-c", "echo held; exec cat"];
        using var other = Process.Start(new ProcessStartInfo("/usr/bin/flock", holds)
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        })!;
        Assert.Equal("held", await other.StandardOutput.ReadLineAsync(CancellationToken.None));

        var keeping = store.KeepAsync("s1", Address, "bob", "t2", CancellationToken.None);
        Assert.False(keeping.IsCompleted);
        other.Kill(entireProcessTree: true);
        await keeping;
        Assert.Equal("t2", store.FindToken("s1", "bob"));
    }

    [Fact]
    public async Task A_directory_that_cannot_be_made_is_a_named_error()
    {
        await File.WriteAllTextAsync(Path.Combine(directory.Path, "chatbox"), "a file", CancellationToken.None);
        await Assert.ThrowsAsync<TokenStoreException>(() => Open().KeepAsync("s1", Address, "alice", "t1", CancellationToken.None));
    }
}
