using ChatBox.Core.Conversations;
using ChatBox.Core.People;
using Microsoft.EntityFrameworkCore;

namespace ChatBox.Server.Storage;

/// <summary>
/// What names are compared by is stored beside them, so that the database can keep them unique. Where the comparison has become another one
/// since, it is made anew from the names, at the start. Nobody loses a name by that: of two that are alike now, the first one's counts.
/// </summary>
static class NameComparison
{
    const string VersionSetting = "name_comparison";

    public static async Task RefreshAsync(IDbContextFactory<ChatDb> databases, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var version = await db.Settings.SingleOrDefaultAsync(row => row.Name == VersionSetting, cancellationToken);
        if (version?.Value == PersonName.ComparisonVersion) return;
        if (version is null) db.Add(new SettingRow { Name = VersionSetting, Value = PersonName.ComparisonVersion });
        else version.Value = PersonName.ComparisonVersion;

        await db.People.ExecuteUpdateAsync(
            row => row.SetProperty(person => person.HeldNameKey, (string?)null).SetProperty(person => person.HeldNameLook, (string?)null),
            cancellationToken);
        await db.Conversations.ExecuteUpdateAsync(
            row => row.SetProperty(room => room.PublicNameKey, (string?)null).SetProperty(room => room.PublicNameLook, (string?)null),
            cancellationToken);
        var (keys, looks) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var person in await db.People.OrderBy(row => row.Id).ToListAsync(cancellationToken))
        {
            var name = PersonName.Restore(person.Name);
            person.NameKey = name.Key;
            if (person.GoneAt is not null) continue;
            if (keys.Add(name.Key)) person.HeldNameKey = name.Key;
            if (looks.Add(name.Look)) person.HeldNameLook = name.Look;
        }

        keys.Clear();
        looks.Clear();
        var rooms = db.Conversations.Where(row => row.Kind == ConversationKind.Room && !row.IsPrivate).OrderBy(row => row.Id);
        foreach (var room in await rooms.ToListAsync(cancellationToken))
        {
            var name = PersonName.Restore(room.Name!);
            if (keys.Add(name.Key)) room.PublicNameKey = name.Key;
            if (looks.Add(name.Look)) room.PublicNameLook = name.Look;
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
