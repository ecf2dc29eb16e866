using System.Security.Cryptography;
using ChatBox.Server.Files.Uploads;
using ChatBox.Server.Tests.Admin;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Files;

/// <summary>F2, F6: what of an upload is on the disk, after a crash and when something else wrote to it.</summary>
public sealed class UploadPartTests : IDisposable
{
    readonly TemporaryDirectory directory = new();

    string Path => directory["part"];

    string Record => directory["part.offset"];

    public void Dispose() => directory.Dispose();

    UploadPart Open(PrefixHash? kept = null) => UploadPart.Open(Path, Record, kept);

    [Fact]
    public void Only_what_was_checked_in_is_there_after_a_crash()
    {
        using (var part = Open())
        {
            part.Append([1, 2, 3]);
            part.Checkpoint();
            part.Append([4, 5]);
        }

        using var again = Open();
        Assert.Equal((3, 3), (again.Durable, again.Written));
        Assert.Equal(3, new FileInfo(Path).Length);
    }

    [Fact]
    public void A_record_that_was_torn_at_any_byte_says_what_the_one_before_said()
    {
        using (var part = Open())
        {
            part.Append([1, 2, 3]);
            part.Checkpoint();
            part.Append([4, 5]);
            part.Checkpoint();
        }

        var whole = File.ReadAllBytes(Record);
        var newest = UploadRecord.Decode(whole);
        Assert.Equal((2, 5), (newest.Sequence, newest.Offset));
        for (var i = 0; i < 64; i++)
        {
            var torn = (byte[])whole.Clone();
            torn[newest.Position + i] ^= 0x40;
            Assert.Equal((1, 3), (UploadRecord.Decode(torn).Sequence, UploadRecord.Decode(torn).Offset));
        }
    }

    [Fact]
    public void A_record_of_garbage_says_nothing() => Seeded.Run(2_000, random =>
    {
        var garbage = random.Bytes(random.Pick(0, 1, 63, 64, 512, 575, 576, 1024, 5000));
        Assert.Equal(0, UploadRecord.Decode(garbage).Offset);
    });

    [Fact]
    public void Records_are_written_in_turn_and_read_back() => Seeded.Run(500, random =>
    {
        var file = new byte[UploadRecord.FileBytes];
        var last = default(UploadRecord);
        for (var i = random.Next(1, 9); i > 0; i--)
        {
            last = new UploadRecord(last.Sequence + 1, random.NextInt64(), random.Next(2) == 0 ? random.Bytes(32) : null);
            last.Encode().CopyTo(file, last.Position);
        }

        var read = UploadRecord.Decode(file);
        Assert.Equal((last.Sequence, last.Offset), (read.Sequence, read.Offset));
        Assert.Equal(last.Sha256, read.Sha256);
    });

    [Fact]
    public void A_part_that_somebody_has_cut_begins_anew()
    {
        using (var part = Open())
        {
            part.Append(new byte[1000]);
            part.Checkpoint();
        }

        File.WriteAllBytes(Path, new byte[999]);
        using var again = Open();
        Assert.Equal(0, again.Durable);
    }

    [Fact]
    public void Bytes_that_were_changed_under_a_record_are_found_when_they_are_hashed_again()
    {
        using (var part = Open())
        {
            part.Append(new byte[1_000_000]);
            part.Checkpoint();
        }

        using (var file = File.OpenWrite(Path))
        {
            file.Position = 500_000;
            file.WriteByte(1);
        }

        using var again = Open();
        Assert.Equal(1_000_000, again.Durable);
        again.Hash.CatchUp(again.Bytes, () => again.Written, CancellationToken.None);
        Assert.True(again.Hash.IsDamaged);
        Assert.Null(again.Hash.Of(1_000_000));
    }

    [Fact]
    public void The_hash_is_right_however_it_was_come_by() => Seeded.Run(60, random =>
    {
        File.Delete(Path);
        File.Delete(Record);
        var bytes = random.Bytes(random.Next(1, 600_000));
        PrefixHash? kept = null;
        var at = 0;
        while (at < bytes.Length)
        {
            using var part = Open(kept);
            Assert.Equal(at, part.Written);
            for (var i = random.Next(1, 5); i > 0 && at < bytes.Length; i--)
            {
                var count = Math.Min(bytes.Length - at, random.Next(1, 200_000));
                // Some come with a hash of their own, and are hashed later.
                part.Append(bytes.AsSpan(at, count), hashed: random.Next(3) > 0);
                at += count;
                if (random.Next(3) == 0) part.Checkpoint();
            }

            if (random.Next(4) == 0)
            {
                at = (int)part.Durable;
                part.RollBack(at);
            }

            part.Checkpoint();
            // After a restart nothing is known of the hash.
            kept = random.Next(2) == 0 ? part.Hash : null;
        }

        using var whole = Open(kept);
        whole.Hash.CatchUp(whole.Bytes, () => whole.Written, CancellationToken.None);
        Assert.Equal(SHA256.HashData(bytes), whole.Hash.Of(bytes.Length));
        Assert.Equal(bytes, File.ReadAllBytes(Path));
    });

    [Fact]
    public void What_is_taken_back_is_gone_for_good()
    {
        using (var part = Open())
        {
            part.Append([1, 2, 3, 4]);
            part.Checkpoint();
            part.RollBack(2);
            Assert.Equal((2, 2), (part.Durable, part.Written));
        }

        using var again = Open();
        Assert.Equal(2, again.Durable);
        again.Append([9]);
        Assert.Equal([1, 2, 9], File.ReadAllBytes(Path));
    }

    [Fact]
    public void Only_the_server_can_read_the_files()
    {
        using var part = Open();
        foreach (var path in new[] { Path, Record })
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }
}
