using System.Globalization;
using System.Security.Cryptography;

namespace ChatBox.Client.Files;

/// <summary>
/// A file on its way here: what has come is in <c>NAME.part</c>, which grows, and beside it <c>NAME.part.json</c> says what it is a part of and
/// how much of it is surely on the disk. When all is here and right the part gets its name. After a crash it goes on from the last number
/// recorded: what stands behind it may be blank. Nothing that lies there already is written over: it is moved aside, and that is said. Only one
/// program at a time has it open.
/// </summary>
sealed partial class PartFile
{
    /// <summary>So much is lost at most when the power goes.</summary>
    public const int RecordedEvery = 4 * 1024 * 1024;

    /// <summary>And this much, where the line is slow.</summary>
    static readonly TimeSpan RecordedWithin = TimeSpan.FromSeconds(1);

    const int ChunkBytes = 128 * 1024;

    readonly string destination;
    readonly string part;
    readonly string source;
    readonly bool overwrites;
    readonly FileStream file;
    readonly TimeProvider clock;
    readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    PartRecord? record;
    Task<long> flushing = Task.FromResult(0L);
    long flushed;
    long flushedAt;
    bool isDone;

    PartFile(string destination, string source, bool overwrites, FileStream file, TimeProvider clock)
    {
        (this.destination, this.part, this.source, this.overwrites, this.file) = (destination, destination + ".part", source, overwrites, file);
        (this.clock, flushedAt) = (clock, clock.GetTimestamp());
    }

    public long Received { get; private set; }

    public byte LastByte { get; private set; }

    public string? Version { get; private set; }

    /// <param name="destination">What the file will be called.</param>
    /// <param name="source">What it is, so that a part of something else is not taken for one of it.</param>
    /// <param name="overwrites">Whether a file of that name may be replaced.</param>
    /// <param name="notice">Is told what was moved aside.</param>
    /// <param name="clock">What the time between two records goes by; default the system's.</param>
    /// <exception cref="LocalFileException">There is a file of that name, or another program is fetching it, or the directory cannot be written.</exception>
    public static PartFile Open(string destination, string source, bool overwrites, Action<string>? notice, TimeProvider? clock = null)
    {
        var part = destination + ".part";
        clock ??= TimeProvider.System;
        try
        {
            if (overwrites && FileKind.Of(destination) is { } other) throw new LocalFileException($"{destination} is a {other}. Nothing was fetched.");
            if (!overwrites && Exists(destination)) throw new LocalFileException($"{destination} is there already. Nothing was fetched.");
            if (new FileInfo(part).LinkTarget is not null) MoveAside(part, notice);
            var file = OpenPart(part);
            if (file.Length == 0) return new PartFile(destination, source, overwrites, file, clock);
            if (PartRecord.TryOpen(part + ".json") is var (record, head, bytes))
            {
                if (head.Source == source)
                {
                    var opened = new PartFile(destination, source, overwrites, file, clock) { record = record };
                    if (head.Tag is not null && bytes <= file.Length) opened.Continue(head.Tag, bytes);
                    return opened;
                }

                record.Dispose();
            }

            // A part of something else, or nobody knows of what: it is not ours to write over.
            file.Dispose();
            MoveAside(part, notice);
            return new PartFile(destination, source, overwrites, OpenPart(part), clock);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LocalFileException.Of(part, e);
        }
    }

    public void Begin(string? version, long? size) => Attempt(() =>
    {
        record?.Dispose();
        file.SetLength(0);
        hash.GetHashAndReset();
        record = PartRecord.Create(part + ".json", new PartHead(PartHead.CurrentVersion, source, version, size));
        (Received, LastByte, flushed, Version) = (0, 0, 0, version);
    });

    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(file.SafeFileHandle, bytes, Received);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LocalFileException.Of(part, e);
        }

        hash.AppendData(bytes);
        Received += bytes.Length;
        LastByte = bytes[^1];
    }

    public async ValueTask CheckpointAsync()
    {
        // By time, the disk is not waited for.
        var isTime = flushing.IsCompleted && Received > flushed && clock.GetElapsedTime(flushedAt) >= RecordedWithin;
        if (Received - flushed < RecordedEvery && !isTime) return;
        // The disk works while the next bytes come; where it is slower than the network, this is where the network waits.
        await RecordAsync();
        Flush();
    }

    void Flush()
    {
        flushedAt = clock.GetTimestamp();
        var bytes = flushed = Received;
        flushing = Task.Run(() =>
        {
            RandomAccess.FlushToDisk(file.SafeFileHandle);
            return bytes;
        });
    }

    public async ValueTask SettleAsync()
    {
        await RecordAsync();
        if (flushed == Received) return;
        Flush();
        await RecordAsync();
    }

    public string Digest() => Convert.ToHexStringLower(hash.GetCurrentHash());

    public void Complete()
    {
        Attempt(() =>
        {
            flushing.GetAwaiter().GetResult();
            file.Flush(flushToDisk: true);
            // Without overwriting this is link(2) and unlink(2), which follow no link and replace no file that has come meanwhile.
            File.Move(part, destination, overwrites);
        });
        Forget();
    }

    public void Discard()
    {
        Attempt(() => File.Delete(part));
        Forget();
    }

    /// <summary>Where it is not done, records exactly what is here.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!isDone && Received == 0)
            {
                // Nothing came: nothing is left.
                File.Delete(part);
                record?.Dispose();
                File.Delete(part + ".json");
            }
            else if (!isDone && record is not null)
            {
                await RecordAsync();
                RandomAccess.FlushToDisk(file.SafeFileHandle);
                record.Add(Received);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LocalFileException)
        {
            // Then the last number recorded holds.
        }

        record?.Dispose();
        await file.DisposeAsync();
        hash.Dispose();
    }

    static FileStream OpenPart(string part)
    {
        // To have it alone is a lock between processes too (flock on Unix); Windows must be told that it may be renamed meanwhile.
        var share = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;
        var file = new FileStream(part, File.Exists(part) ? FileMode.Open : FileMode.CreateNew, FileAccess.ReadWrite, share, bufferSize: 0);
        if (file.CanSeek) return file;
        file.Dispose();
        throw new IOException("It is no file");
    }

    void Continue(string tag, long bytes)
    {
        file.SetLength(bytes);
        Hash(0, bytes);
        (Received, flushed, Version) = (bytes, bytes, tag);
    }

    void Hash(long from, long end)
    {
        var chunk = new byte[ChunkBytes];
        for (var at = from; at < end;)
        {
            var count = RandomAccess.Read(file.SafeFileHandle, chunk.AsSpan(0, (int)Math.Min(ChunkBytes, end - at)), at);
            if (count == 0) throw new IOException("It became shorter while it was read");
            hash.AppendData(chunk.AsSpan(0, count));
            at += count;
            LastByte = chunk[count - 1];
        }
    }

    async ValueTask RecordAsync()
    {
        try
        {
            if (await flushing is > 0 and var bytes) record?.Add(bytes);
            flushing = Task.FromResult(0L);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LocalFileException.Of(part, e);
        }
    }

    void Forget()
    {
        isDone = true;
        record?.Dispose();
        file.Dispose();
        Attempt(() => File.Delete(part + ".json"));
    }

    void Attempt(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LocalFileException.Of(part, e);
        }
    }

    static bool Exists(string path) => File.Exists(path) || Directory.Exists(path) || new FileInfo(path).LinkTarget is not null;

    static void MoveAside(string part, Action<string>? notice)
    {
        var aside = Enumerable.Range(1, 1000).Select(i => string.Create(CultureInfo.InvariantCulture, $"{part}.old{i}")).First(path => !Exists(path));
        File.Move(part, aside);
        notice?.Invoke($"{part} is a part of something else. It is kept as {aside}.");
    }
}
