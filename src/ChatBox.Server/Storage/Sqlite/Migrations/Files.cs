using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ChatBox.Server.Storage.Sqlite.Migrations;

[DbContext(typeof(ChatDb))]
[Migration("20261122120000_Files")]
sealed class Files : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE files (
            Id TEXT NOT NULL PRIMARY KEY,
            OwnerId INTEGER NOT NULL,
            Name TEXT NOT NULL,
            Type TEXT NOT NULL,
            Size INTEGER NULL,
            Reserved INTEGER NOT NULL,
            State INTEGER NOT NULL,
            Sha256 BLOB NULL,
            Md5 BLOB NULL,
            Width INTEGER NULL,
            Height INTEGER NULL,
            Thumbnail BLOB NULL,
            CreatedAt INTEGER NOT NULL,
            EndsAt INTEGER NULL,
            ConversationId INTEGER NULL,
            Number INTEGER NULL
        ) STRICT;
        -- The quotas are sums over this index alone.
        CREATE INDEX ix_files_owner_id ON files (OwnerId, Reserved);
        CREATE INDEX ix_files_sha256 ON files (Sha256);
        CREATE INDEX ix_files_ends_at ON files (EndsAt);
        CREATE INDEX ix_files_message ON files (ConversationId, Number);

        ALTER TABLE messages ADD COLUMN FileId TEXT NULL;
        ALTER TABLE messages ADD COLUMN IsDeleted INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE messages ADD COLUMN Change INTEGER NULL;
        CREATE UNIQUE INDEX ux_messages_change ON messages (ConversationId, Change);
        ALTER TABLE conversations ADD COLUMN LastChange INTEGER NOT NULL DEFAULT 0;
        """);
}
