using ChatBox.Core;
using ChatBox.Core.Changes;
using ChatBox.Core.Conversations;
using Microsoft.EntityFrameworkCore;

namespace ChatBox.Server.Storage;

/// <summary>
/// Carries out the writes of one batch inside the caller's transaction. Whether a write may happen was decided by the core from memory;
/// what only the database can know (another node was faster, the person left meanwhile) is checked here again.
/// </summary>
sealed partial class WriteStore(ChatDb db, IDatabase database, Ages ages, TimeProvider clock)
{
    /// <summary>How long who has logged out may come back.</summary>
    public static readonly TimeSpan ComeBackWindow = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long past their end links and log-outs are kept. They have no effect any more; but where the wall clock is set a day ahead, what
    /// looks old may be fresh.
    /// </summary>
    static readonly TimeSpan KeptPastEnd = TimeSpan.FromDays(2);

    public async Task<WriteOutcome[]> StoreAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken)
    {
        var outcomes = new WriteOutcome[writes.Count];
        for (var i = 0; i < writes.Count;)
        {
            if (writes[i] is not PostWrite)
            {
                outcomes[i] = await StoreAsync(writes[i], cancellationToken);
                db.ChangeTracker.Clear();
                i++;
                continue;
            }

            // Posts in a row are stored together; the order of the batch is the order of the numbers.
            var end = i;
            while (end < writes.Count && writes[end] is PostWrite) end++;
            var posts = writes.Skip(i).Take(end - i).Cast<PostWrite>().ToArray();
            var posted = await StoreAsync(posts, cancellationToken);
            posted.CopyTo(outcomes, i);
            db.ChangeTracker.Clear();
            i = end;
        }

        return outcomes;
    }

    Task<WriteOutcome> StoreAsync(Write write, CancellationToken cancellationToken) => write switch
    {
        ChangeWrite { Change: ConversationOpened opened } => OpenAsync(opened, cancellationToken),
        ChangeWrite { Change: MemberAdded added } => AddAsync(added, cancellationToken),
        ChangeWrite { Change: MemberRemoved removed } => RemoveAsync(removed, cancellationToken),
        ChangeWrite { Change: ReadMarkerMoved moved } => MoveAsync(moved, cancellationToken),
        ChangeWrite { Change: MessageDeleted deleted } => DeleteAsync(deleted, cancellationToken),
        ChangeWrite { Change: FileStateSet set } => SetStateAsync(set, cancellationToken),
        KeepCallWrite keep => KeepCallAsync(keep.Call, cancellationToken),
        EndCallWrite end => EndCallAsync(end.Call, cancellationToken),
        CreateUploadWrite create => CreateUploadAsync(create, cancellationToken),
        UploadWrite upload => StoreAsync(upload, cancellationToken),
        SetMd5Write md5 => SetMd5Async(md5, cancellationToken),
        JoinWrite join => JoinAsync(join, cancellationToken),
        EndGuestWrite end => EndGuestAsync(end, cancellationToken),
        EndDeviceWrite end => EndDeviceAsync(end, cancellationToken),
        ComeBackWrite back => ComeBackAsync(back, cancellationToken),
        CreateLinkWrite create => CreateLinkAsync(create, cancellationToken),
        RedeemLinkWrite redeem => RedeemLinkAsync(redeem, cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(write), write, "a write that nobody stores"),
    };

    async Task<WriteOutcome> OpenAsync(ConversationOpened opened, CancellationToken cancellationToken)
    {
        var row = RowOf(opened);
        if (row is { PublicNameKey: { } key, PublicNameLook: { } look }
            && await db.Conversations.AnyAsync(other => other.PublicNameKey == key || other.PublicNameLook == look, cancellationToken))
            return WriteOutcome.Refused(Refusals.RoomNameTaken(row.Name!));
        if (row.DirectKey is { } direct
            && await db.Conversations.AsNoTracking().FirstOrDefaultAsync(
                other => other.DirectKey == direct, cancellationToken) is { } existing)
            return WriteOutcome.Of(opened with { Info = existing.ToInfo() });
        if (await WhoIsMissingAsync(opened, cancellationToken) is { } refusal) return WriteOutcome.Refused(refusal);
        db.Add(row);
        db.AddRange(opened.Members.Select(person => new MemberRow { ConversationId = row.Id, PersonId = person.Value }));
        await db.SaveChangesAsync(cancellationToken);
        return WriteOutcome.Of(opened);
    }

    // Somebody may have gone while this waited its turn, and a guest leaves no row behind. Who opens it is the first of the members.
    async Task<Refusal?> WhoIsMissingAsync(ConversationOpened opened, CancellationToken cancellationToken)
    {
        var members = opened.Members.Select(person => person.Value).ToArray();
        var here = await db.People.Where(
            row => members.Contains(row.Id) && row.GoneAt == null).Select(row => row.Id).ToListAsync(cancellationToken);
        if (!here.Contains(members[0])) return Refusals.NotJoined;
        return members.All(here.Contains) ? null : Refusals.NoSuchPerson;
    }

    static ConversationRow RowOf(ConversationOpened opened)
    {
        var info = opened.Info;
        var isPublicRoom = info is { Kind: ConversationKind.Room, IsPrivate: false };
        return new ConversationRow
        {
            Id = info.Id.Value,
            Kind = info.Kind,
            Name = info.Name?.Text,
            IsPrivate = info.IsPrivate,
            MakerId = info.Maker?.Value,
            PublicNameKey = isPublicRoom ? info.Name!.Key : null,
            PublicNameLook = isPublicRoom ? info.Name!.Look : null,
            DirectKey = info.Kind == ConversationKind.Direct ? $"{opened.Members.Min()} {opened.Members.Max()}" : null,
        };
    }

    async Task<WriteOutcome> AddAsync(MemberAdded added, CancellationToken cancellationToken)
    {
        var (conversation, person) = (added.Conversation.Value, added.Person.Value);
        if (!await db.People.AnyAsync(row => row.Id == person && row.GoneAt == null, cancellationToken))
            return WriteOutcome.Refused(Refusals.NoSuchPerson);
        if (await db.Members.AnyAsync(row => row.ConversationId == conversation && row.PersonId == person, cancellationToken))
            return WriteOutcome.Of(added);
        var last = await db.Conversations.Where(row => row.Id == conversation).Select(row => row.LastNumber).SingleAsync(cancellationToken);
        db.Add(new MemberRow { ConversationId = conversation, PersonId = person, ReadMarker = last });
        await db.SaveChangesAsync(cancellationToken);
        return WriteOutcome.Of(added);
    }

    async Task<WriteOutcome> RemoveAsync(MemberRemoved removed, CancellationToken cancellationToken)
    {
        await db.Members
            .Where(row => row.ConversationId == removed.Conversation.Value && row.PersonId == removed.Person.Value)
            .ExecuteDeleteAsync(cancellationToken);
        return WriteOutcome.Of(removed);
    }

    async Task<WriteOutcome> MoveAsync(ReadMarkerMoved moved, CancellationToken cancellationToken)
    {
        await db.Members
            .Where(row => row.ConversationId == moved.Conversation.Value && row.PersonId == moved.Person.Value
                && row.ReadMarker < moved.Number)
            .ExecuteUpdateAsync(row => row.SetProperty(member => member.ReadMarker, moved.Number), cancellationToken);
        return WriteOutcome.Of(moved);
    }

    long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
