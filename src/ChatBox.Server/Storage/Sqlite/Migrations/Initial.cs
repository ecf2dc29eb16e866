using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ChatBox.Server.Storage.Sqlite.Migrations;

// Written as SQL rather than generated: the tables are STRICT, and the search index is SQLite's own. A test holds the result against the
// model.
[DbContext(typeof(ChatDb))]
[Migration("20261122000000_Initial")]
sealed class Initial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE people (
            Id INTEGER NOT NULL PRIMARY KEY,
            Name TEXT NOT NULL,
            NameKey TEXT NOT NULL,
            HeldNameKey TEXT NULL,
            IsGuest INTEGER NOT NULL,
            GoneAt INTEGER NULL
        ) STRICT;
        CREATE UNIQUE INDEX ux_people_held_name_key ON people (HeldNameKey);

        CREATE TABLE devices (
            Id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            PersonId INTEGER NOT NULL,
            TokenHash BLOB NOT NULL,
            CreatedAt INTEGER NOT NULL,
            EndedAt INTEGER NULL
        ) STRICT;
        CREATE UNIQUE INDEX ux_devices_token_hash ON devices (TokenHash);
        CREATE INDEX ix_devices_person_id ON devices (PersonId);

        CREATE TABLE links (
            SecretHash BLOB NOT NULL PRIMARY KEY,
            PersonId INTEGER NOT NULL,
            ExpiresAt INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE conversations (
            Id INTEGER NOT NULL PRIMARY KEY,
            Kind INTEGER NOT NULL,
            Name TEXT NULL,
            IsPrivate INTEGER NOT NULL,
            MakerId INTEGER NULL,
            PublicNameKey TEXT NULL,
            DirectKey TEXT NULL,
            LastNumber INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX ux_conversations_public_name_key ON conversations (PublicNameKey);
        CREATE UNIQUE INDEX ux_conversations_direct_key ON conversations (DirectKey);

        CREATE TABLE members (
            ConversationId INTEGER NOT NULL,
            PersonId INTEGER NOT NULL,
            ReadMarker INTEGER NOT NULL,
            PRIMARY KEY (ConversationId, PersonId)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX ix_members_person_id ON members (PersonId);

        CREATE TABLE messages (
            Id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            ConversationId INTEGER NOT NULL,
            Number INTEGER NOT NULL,
            AuthorId INTEGER NOT NULL,
            ClientId TEXT NOT NULL,
            Text TEXT NOT NULL,
            Time INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX ux_messages_number ON messages (ConversationId, Number);
        CREATE UNIQUE INDEX ux_messages_client_id ON messages (ConversationId, AuthorId, ClientId);

        CREATE TABLE settings (
            Name TEXT NOT NULL PRIMARY KEY,
            Value TEXT NOT NULL
        ) STRICT;

        INSERT INTO conversations (Id, Kind, IsPrivate, LastNumber) VALUES (1, 0, 0, 0);

        -- Three signs and more are found by trigrams, in words and across them; one and two by the set of a message's pairs of signs.
        CREATE VIRTUAL TABLE message_trigrams USING fts5 (
            text, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1');
        CREATE VIRTUAL TABLE message_bigrams USING fts5 (
            pairs, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii', prefix = '7');
        """);
}
