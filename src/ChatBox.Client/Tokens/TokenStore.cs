using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ChatBox.Client.Tokens;
using ChatBox.Core.People;

namespace ChatBox.Client;

/// <summary>
/// The tokens and pins of the servers one has joined, in <c>tokens.json</c> (0600) in a directory (0700). A token is kept per server id and
/// name, so a second program with the same name is the same person. Thread-safe, also between processes: the file is locked while it is
/// written and renamed into place, so a reader sees the old one or the new one. A file that cannot be read as one of ours is kept aside as
/// <c>tokens.json.bad</c>, with a notice, and a new one is begun.
/// </summary>
public sealed class TokenStore
{
    const string FileName = "tokens.json";

    // Thousands of servers; a larger file is not one of ours.
    const int MaxFileBytes = 1024 * 1024;

    // Writing takes milliseconds: who holds the lock for longer hangs.
    static readonly TimeSpan WritePatience = TimeSpan.FromSeconds(10);

    readonly Action<string>? notice;
    readonly TimeProvider clock;

    /// <param name="directory">Made when the first token is kept; default <see cref="DefaultDirectory"/>.</param>
    /// <param name="notice">Is told, in a sentence, what happened to a damaged file. Called by whoever reads.</param>
    /// <param name="clock">What waiting for the lock goes by.</param>
    public TokenStore(string? directory = null, Action<string>? notice = null, TimeProvider? clock = null)
    {
        Folder = Path.GetFullPath(directory ?? DefaultDirectory());
        this.notice = notice;
        this.clock = clock ?? TimeProvider.System;
    }

    /// <summary>The full path of the directory.</summary>
    public string Folder { get; }

    /// <summary>The full path of the file.</summary>
    public string FilePath => Path.Combine(Folder, FileName);

    /// <summary><c>$XDG_CONFIG_HOME/chatbox</c> or <c>~/.config/chatbox</c>; on Windows <c>chatbox</c> in the application data.</summary>
    public static string DefaultDirectory()
    {
        if (OperatingSystem.IsWindows())
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "chatbox");
        // The XDG specification says that a relative path is to be ignored.
        return Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { } xdg && Path.IsPathFullyQualified(xdg)
            ? Path.Combine(xdg, "chatbox")
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config", "chatbox");
    }

    /// <summary>The pin that was proven by the server at this address; null where none is known.</summary>
    internal string? FindPin(ServerAddress address) => Read().Servers.FirstOrDefault(s => s.Origins.Contains(address.ToString()))?.Pin;

    internal KeptServer? Find(string serverId) => Read().Servers.FirstOrDefault(server => server.Id == serverId);

    internal string? FindToken(string serverId, string name) => Find(serverId)?.Tokens.GetValueOrDefault(KeyOf(name));

    /// <summary>
    /// Only one at a time joins a server under a name: a second program waits, and then finds the token of the first, instead of being told
    /// that the name is taken.
    /// </summary>
    internal async Task<IDisposable> LockJoiningAsync(string serverId, string name, TimeSpan patience, CancellationToken cancellationToken)
    {
        var subject = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{serverId}\n{KeyOf(name)}")))[..16];
        return await LockAsync(Path.Combine(Folder, "locks", subject), patience, cancellationToken);
    }

    /// <summary>Keeps the token, and that the server is found at the address (and no other server is any more).</summary>
    internal Task KeepAsync(string serverId, ServerAddress address, string name, string token, CancellationToken cancellationToken) =>
        ChangeAsync(
            file =>
            {
                var origin = address.ToString();
                var kept = file.Servers.FirstOrDefault(server => server.Id == serverId) ?? new KeptServer(serverId, null, [], EmptyTokens);
                var tokens = new Dictionary<string, string>(kept.Tokens) { [KeyOf(name)] = token };
                var now =
                    kept with { Pin = address.Pin ?? kept.Pin, Origins = [.. kept.Origins.Except([origin]), origin], Tokens = tokens };
                var others = file.Servers
                    .Where(server => server.Id != serverId)
                    .Select(server => server with { Origins = [.. server.Origins.Except([origin])] });
                return file with { Servers = [.. others, now] };
            },
            cancellationToken);

    static readonly Dictionary<string, string> EmptyTokens = [];

    // A name the server will refuse has no key, and needs none.
    static string KeyOf(string name) => PersonName.KeyOf(name) ?? name;

    async Task ChangeAsync(Func<TokenFile, TokenFile> change, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(FilePath + ".lock", WritePatience, cancellationToken);
        var changed = JsonSerializer.SerializeToUtf8Bytes(change(Read(isLocked: true)), TokenFileContext.Default.TokenFile);
        Attempt(() => PrivateFile.Replace(FilePath, changed));
    }

    async Task<IDisposable> LockAsync(string path, TimeSpan patience, CancellationToken cancellationToken)
    {
        Attempt(() =>
        {
            PrivateFile.CreateDirectory(Folder);
            PrivateFile.CreateDirectory(Path.GetDirectoryName(path)!);
        });
        try
        {
            return await FileLock.TryTakeAsync(path, patience, clock, cancellationToken)
                ?? throw new TokenStoreException($"Another chatbox holds {path}. Let it end, then try again.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(e);
        }
    }

    /// <param name="isLocked">Only who holds the lock moves a damaged file: another process may be about to replace it.</param>
    TokenFile Read(bool isLocked = false)
    {
        try
        {
            if (!File.Exists(FilePath)) return TokenFile.Empty;
            if (new FileInfo(FilePath).Length <= MaxFileBytes
                && JsonSerializer.Deserialize(File.ReadAllBytes(FilePath), TokenFileContext.Default.TokenFile) is { IsWhole: true } file)
                return file;
        }
        catch (JsonException)
        {
            // Cut or foreign: as below.
        }
        catch (FileNotFoundException)
        {
            return TokenFile.Empty;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(e);
        }

        if (isLocked) KeepAside();
        return TokenFile.Empty;
    }

    void KeepAside()
    {
        // An earlier one is somebody's only copy: it is not written over.
        var aside = Enumerable.Range(1, 100)
            .Select(
                i => i == 1 ? $"{FilePath}.bad" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{FilePath}.bad{i}"))
            .First(path => !File.Exists(path) || path.EndsWith(".bad100", StringComparison.Ordinal));
        Attempt(() => File.Move(FilePath, aside, overwrite: true));
        notice?.Invoke($"{FilePath} was damaged. It is kept as {aside}, and a new one is begun.");
    }

    void Attempt(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(e);
        }
    }

    TokenStoreException Unusable(Exception e) =>
        new($"Tokens cannot be kept in {Folder}: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", e);
}
