using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ChatBox.Server.Storage.Sqlite.Migrations;

[DbContext(typeof(ChatDb))]
[Migration("20261122180000_Calls")]
sealed class Calls : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE calls (
            Id INTEGER NOT NULL PRIMARY KEY,
            ConversationId INTEGER NOT NULL,
            ById INTEGER NOT NULL,
            WithVideo INTEGER NOT NULL,
            StartedAt INTEGER NOT NULL,
            AnsweredAt INTEGER NULL,
            Participants TEXT NOT NULL
        ) STRICT;

        ALTER TABLE messages ADD COLUMN Call TEXT NULL;
        """);
}
