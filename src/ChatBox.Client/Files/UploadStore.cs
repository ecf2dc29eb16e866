using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChatBox.Client.Tokens;

namespace ChatBox.Client;

/// <summary>
/// What is on its way up, so that a later run goes on where an earlier one stopped: one file (0600) for each, in <c>uploads</c> (0700) in the
/// directory of the tokens. Thread-safe, also between processes: who sends a file to a conversation has its record alone. A record that cannot
/// be read is kept aside, with a notice; one that is older than what it speaks of is removed.
/// </summary>
public sealed class UploadStore
{
    const int MaxBytes = 64 * 1024;

    // The server sweeps unfinished uploads after 24 h; a day more for clocks that differ.
    static readonly TimeSpan Lifetime = TimeSpan.FromHours(48);

    readonly string folder;
    readonly Action<string>? notice;
    readonly TimeProvider clock;

    /// <param name="directory">Made when the first record is kept; default <see cref="TokenStore.DefaultDirectory"/>.</param>
    /// <param name="notice">Is told what happened to a damaged record.</param>
    /// <param name="clock">What tells how old a record is.</param>
    public UploadStore(string? directory = null, Action<string>? notice = null, TimeProvider? clock = null) =>
        (folder, this.notice, this.clock) =
            (Path.Combine(Path.GetFullPath(directory ?? TokenStore.DefaultDirectory()), "uploads"), notice, clock ?? TimeProvider.System);

    /// <summary>The record of what is sent, alone; null where another program has it.</summary>
    /// <param name="subject">Who sends what where.</param>
    internal UploadRecord? TryOpen(string subject)
    {
        var path = Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(subject)))[..32]);
        try
        {
            PrivateFile.CreateDirectory(Path.GetDirectoryName(folder)!);
            PrivateFile.CreateDirectory(folder);
            Sweep();
            var held = FileLock.TryTake(path + ".lock");
            return held is null ? null : new UploadRecord(path, held, Read(path + ".json"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LocalFileException.Of(folder, e);
        }
    }

    UploadState? Read(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            if (new FileInfo(path).Length <= MaxBytes
                && JsonSerializer.Deserialize(File.ReadAllBytes(path), UploadContext.Default.UploadState) is { IsWhole: true } state)
                return state;
        }
        catch (JsonException)
        {
            // Cut or foreign: as below.
        }

        File.Move(path, path + ".bad", overwrite: true);
        notice?.Invoke($"{path} was damaged. It is kept as {path}.bad, and the file is sent anew.");
        return null;
    }

    void Sweep()
    {
        var now = clock.GetUtcNow().UtcDateTime;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*.json").Where(file => now - file.LastWriteTimeUtc > Lifetime).ToList())
            file.Delete();
    }
}

/// <summary>What is known of an upload.</summary>
/// <param name="Version">Of this format.</param>
/// <param name="Upload">The server's id of it.</param>
/// <param name="ClientId">Of the message: sent again with it, it is stored once.</param>
sealed record UploadState(int Version, string Upload, string ClientId)
{
    public const int CurrentVersion = 1;

    [JsonIgnore]
    public bool IsWhole => Version == CurrentVersion && Upload is { Length: > 0 } && ClientId is { Length: > 0 };
}

/// <summary>One record, held until it is disposed.</summary>
sealed class UploadRecord(string path, IDisposable held, UploadState? state) : IDisposable
{
    public UploadState? State { get; private set; } = state;

    public void Keep(UploadState state) => Attempt(() =>
    {
        PrivateFile.Replace(path + ".json", JsonSerializer.SerializeToUtf8Bytes(state, UploadContext.Default.UploadState));
        State = state;
    });

    /// <summary>It is done, or cannot be gone on with.</summary>
    public void Forget() => Attempt(() =>
    {
        File.Delete(path + ".json");
        State = null;
    });

    public void Dispose()
    {
        // Windows deletes no open file; there the empty file stays, as it does after a crash.
        if (State is null && !OperatingSystem.IsWindows()) File.Delete(path + ".lock");
        held.Dispose();
    }

    void Attempt(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LocalFileException.Of(path, e);
        }
    }
}

[JsonSerializable(typeof(UploadState))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
sealed partial class UploadContext : JsonSerializerContext;
