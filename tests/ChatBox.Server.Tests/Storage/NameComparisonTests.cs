using System.Net.Http.Json;
using System.Text.Json;
using ChatBox.Core.Conversations;
using ChatBox.Server.Storage;
using ChatBox.Server.Storage.Sqlite;
using ChatBox.Server.Tests.Admin;
using ChatBox.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace ChatBox.Server.Tests.Storage;

public sealed class NameComparisonTests : IDisposable
{
    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Names_compared_otherwise_before_are_compared_anew_at_the_start_and_nobody_loses_one()
    {
        using var database = new SqliteDatabase(directory["chat.db"]);
        var databases = new ChatDbFactory(database);
        await DatabaseOpener.MigrateAsync(databases, directory["chat.db"], CancellationToken.None);
        await using (var db = databases.CreateDbContext())
        {
            // As an older version left them: i and l one sign, no looks, and two that are alike now.
            db.AddRange(Person(2, "Kai", "kal"), Person(3, "ohm", "ohm"), Person(4, "0hm", "0hm"), Person(5, "gone", "gone", isGone: true));
            db.Add(new ConversationRow { Id = 9, Kind = ConversationKind.Room, Name = "Mali", PublicNameKey = "mall" });
            await db.SaveChangesAsync();
        }

        await NameComparison.RefreshAsync(databases, CancellationToken.None);
        await NameComparison.RefreshAsync(databases, CancellationToken.None);

        await using var after = databases.CreateDbContext();
        var people = await after.People.OrderBy(row => row.Id).Select(
            row => new { row.Name, row.HeldNameKey, row.HeldNameLook }).ToListAsync();
        Assert.Equal(
            [("Kai", "kai", "kai"), ("ohm", "ohrn", "ohrn"), ("0hm", null, null), ("gone", null, null)],
            people.Select(row => (row.Name, row.HeldNameKey, row.HeldNameLook)));
        Assert.Equal("rnali", (await after.Conversations.SingleAsync(row => row.Id == 9)).PublicNameLook);
    }

    [Fact]
    public async Task Kai_and_Kal_are_here_together_and_KaI_is_refused_also_after_a_restart()
    {
        await using var server = await TestServer.StartAsync();
        await server.JoinAsync("Kai");
        await server.JoinAsync("Kal");

        await AssertTakenAsync(server, "KaI");
        await server.RestartAsync();
        await AssertTakenAsync(server, "KaI");
        await AssertTakenAsync(server, "ka1");
    }

    static async Task AssertTakenAsync(TestServer server, string name)
    {
        using var http = server.NewHttp();
        using var response = await http.PostAsJsonAsync("/api/v1/people", new { name });
        Assert.Equal("name_taken", (await response.Content.ReadFromJsonAsync<JsonElement>()).Code());
    }

    static PersonRow Person(long id, string name, string key, bool isGone = false) => new()
    {
        Id = id,
        Name = name,
        NameKey = key,
        HeldNameKey = isGone ? null : key,
        GoneAt = isGone ? 1 : null,
    };
}
