using ChatBox.Core.Conversations;
using ChatBox.Core.Files;
using Microsoft.EntityFrameworkCore;

namespace ChatBox.Server.Storage;

/// <summary>What is durable. The schema itself, and what only one database knows, stands in the folder of that database.</summary>
public sealed class ChatDb(DbContextOptions<ChatDb> options) : DbContext(options)
{
    public DbSet<PersonRow> People => Set<PersonRow>();
    public DbSet<DeviceRow> Devices => Set<DeviceRow>();
    public DbSet<LinkRow> Links => Set<LinkRow>();
    public DbSet<ConversationRow> Conversations => Set<ConversationRow>();
    public DbSet<MemberRow> Members => Set<MemberRow>();
    public DbSet<MessageRow> Messages => Set<MessageRow>();
    public DbSet<FileRow> Files => Set<FileRow>();
    public DbSet<CallRow> Calls => Set<CallRow>();
    public DbSet<SettingRow> Settings => Set<SettingRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<PersonRow>(person =>
        {
            person.ToTable("people");
            person.Property(row => row.Id).ValueGeneratedNever();
            // A name belongs to one person at a time; who has left holds none.
            person.HasIndex(row => row.HeldNameKey).IsUnique().HasDatabaseName("ux_people_held_name_key");
            person.HasIndex(row => row.HeldNameLook).IsUnique().HasDatabaseName("ux_people_held_name_look");
        });
        modelBuilder.Entity<DeviceRow>(device =>
        {
            device.ToTable("devices");
            device.HasIndex(row => row.TokenHash).IsUnique().HasDatabaseName("ux_devices_token_hash");
            device.HasIndex(row => row.PersonId).HasDatabaseName("ix_devices_person_id");
        });
        modelBuilder.Entity<LinkRow>(link =>
        {
            link.ToTable("links");
            link.HasKey(row => row.SecretHash);
        });
        modelBuilder.Entity<ConversationRow>(conversation =>
        {
            conversation.ToTable("conversations");
            conversation.Property(row => row.Id).ValueGeneratedNever();
            conversation.HasIndex(row => row.PublicNameKey).IsUnique().HasDatabaseName("ux_conversations_public_name_key");
            conversation.HasIndex(row => row.PublicNameLook).IsUnique().HasDatabaseName("ux_conversations_public_name_look");
            conversation.HasIndex(row => row.DirectKey).IsUnique().HasDatabaseName("ux_conversations_direct_key");
        });
        modelBuilder.Entity<MemberRow>(member =>
        {
            member.ToTable("members");
            member.HasKey(row => new { row.ConversationId, row.PersonId });
            member.HasIndex(row => row.PersonId).HasDatabaseName("ix_members_person_id");
        });
        modelBuilder.Entity<MessageRow>(message =>
        {
            message.ToTable("messages");
            message.HasIndex(row => new { row.ConversationId, row.Number }).IsUnique().HasDatabaseName("ux_messages_number");
            message.HasIndex(
                row => new { row.ConversationId, row.AuthorId, row.ClientId }).IsUnique().HasDatabaseName("ux_messages_client_id");
            message.HasIndex(row => new { row.ConversationId, row.Change }).IsUnique().HasDatabaseName("ux_messages_change");
        });
        modelBuilder.Entity<FileRow>(file =>
        {
            file.ToTable("files");
            file.HasIndex(row => new { row.OwnerId, row.Reserved }).HasDatabaseName("ix_files_owner_id");
            file.HasIndex(row => row.Sha256).HasDatabaseName("ix_files_sha256");
            file.HasIndex(row => row.EndsAt).HasDatabaseName("ix_files_ends_at");
            file.HasIndex(row => new { row.ConversationId, row.Number }).HasDatabaseName("ix_files_message");
        });
        modelBuilder.Entity<CallRow>(call =>
        {
            call.ToTable("calls");
            call.Property(row => row.Id).ValueGeneratedNever();
        });
        modelBuilder.Entity<SettingRow>(setting =>
        {
            setting.ToTable("settings");
            setting.HasKey(row => row.Name);
        });
    }
}

public sealed class PersonRow
{
    public long Id { get; set; }
    public required string Name { get; set; }
    public required string NameKey { get; set; }

    /// <summary>The key while the person holds the name, null afterwards: a unique index on every database.</summary>
    public string? HeldNameKey { get; set; }

    /// <summary>What the name looks like while the person holds it, null after.</summary>
    public string? HeldNameLook { get; set; }
    public bool IsGuest { get; set; }

    /// <summary>Unix milliseconds of the last log-out, null while here.</summary>
    public long? GoneAt { get; set; }
}

/// <summary>A device of a person. The token itself is never stored.</summary>
public sealed class DeviceRow
{
    public long Id { get; set; }
    public long PersonId { get; set; }
    public required byte[] TokenHash { get; set; }
    public long CreatedAt { get; set; }

    /// <summary>Unix milliseconds of the log-out; the row stays for the ten minutes in which one may come back.</summary>
    public long? EndedAt { get; set; }
}

/// <summary>A one-time link for another device.</summary>
public sealed class LinkRow
{
    public required byte[] SecretHash { get; set; }
    public long PersonId { get; set; }
    public long ExpiresAt { get; set; }
}

public sealed class ConversationRow
{
    public long Id { get; set; }
    public ConversationKind Kind { get; set; }
    public string? Name { get; set; }
    public bool IsPrivate { get; set; }
    public long? MakerId { get; set; }

    /// <summary>The key of a public room's name, null for every other: public names are unique.</summary>
    public string? PublicNameKey { get; set; }

    /// <summary>What a public room's name looks like, null for every other.</summary>
    public string? PublicNameLook { get; set; }

    /// <summary>The two ids of a direct conversation, the smaller first, null for every other.</summary>
    public string? DirectKey { get; set; }

    /// <summary>The number of the newest message. Counted in the transaction that inserts it, so there is no gap.</summary>
    public long LastNumber { get; set; }

    /// <summary>The number of the newest change of a message that was there already, counted like the messages.</summary>
    public long LastChange { get; set; }
}

public sealed class MemberRow
{
    public long ConversationId { get; set; }
    public long PersonId { get; set; }
    public long ReadMarker { get; set; }
}

public sealed class MessageRow
{
    public long Id { get; set; }
    public long ConversationId { get; set; }
    public long Number { get; set; }
    public long AuthorId { get; set; }
    public required string ClientId { get; set; }
    public required string Text { get; set; }

    /// <summary>Unix milliseconds.</summary>
    public long Time { get; set; }

    public string? FileId { get; set; }

    /// <summary>The number stays, so that there is no gap; text and file are gone.</summary>
    public bool IsDeleted { get; set; }

    /// <summary>The number of its newest change in its conversation; null where it is as it was written.</summary>
    public long? Change { get; set; }

    /// <summary>The call that this is the line of; null for what somebody wrote.</summary>
    public string? Call { get; set; }
}

/// <summary>A file: first an upload, its owner's alone; then what a message refers to.</summary>
public sealed class FileRow
{
    /// <summary>A <see cref="FileId"/> as text.</summary>
    public required string Id { get; set; }
    public long OwnerId { get; set; }
    public required string Name { get; set; }
    public required string Type { get; set; }

    /// <summary>Bytes; null while the sender does not know yet.</summary>
    public long? Size { get; set; }

    /// <summary>
    /// Bytes that count against the quotas, 0 when they are freed. Of an upload of unknown size as many as it may receive so far.
    /// </summary>
    public long Reserved { get; set; }
    public FileState State { get; set; }

    /// <summary>Set when it is whole and checked, and so the name of its content; null before.</summary>
    public byte[]? Sha256 { get; set; }

    /// <summary>Computed when somebody first asks for it.</summary>
    public byte[]? Md5 { get; set; }
    public int? Width { get; set; }
    public int? Height { get; set; }
    public byte[]? Thumbnail { get; set; }

    /// <summary>Unix milliseconds.</summary>
    public long CreatedAt { get; set; }

    /// <summary>Unix milliseconds: swept then. Null where a message refers to it and it is whole.</summary>
    public long? EndsAt { get; set; }
    public long? ConversationId { get; set; }
    public long? Number { get; set; }
}

/// <summary>A call in progress: it outlives the server. Those that are over have left a message.</summary>
public sealed class CallRow
{
    public long Id { get; set; }
    public long ConversationId { get; set; }
    public long ById { get; set; }
    public bool WithVideo { get; set; }

    /// <summary>Unix milliseconds.</summary>
    public long StartedAt { get; set; }

    /// <summary>Unix milliseconds; null while it rings.</summary>
    public long? AnsweredAt { get; set; }

    /// <summary>Who is in it, with the endpoint of each.</summary>
    public required string Participants { get; set; }
}

public sealed class SettingRow
{
    public required string Name { get; set; }
    public required string Value { get; set; }
}
