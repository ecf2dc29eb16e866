using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ChatBox.Server.Storage.Sqlite.Migrations;

// Filled, with the keys beside them, by NameComparison: what a name looks like is not something that SQL can say.
[DbContext(typeof(ChatDb))]
[Migration("20261122130000_NameLooks")]
sealed class NameLooks : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        ALTER TABLE people ADD COLUMN HeldNameLook TEXT NULL;
        CREATE UNIQUE INDEX ux_people_held_name_look ON people (HeldNameLook);
        ALTER TABLE conversations ADD COLUMN PublicNameLook TEXT NULL;
        CREATE UNIQUE INDEX ux_conversations_public_name_look ON conversations (PublicNameLook);
        """);
}
