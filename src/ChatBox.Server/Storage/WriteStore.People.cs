using ChatBox.Core;
using ChatBox.Core.Changes;
using ChatBox.Core.Conversations;
using ChatBox.Core.People;
using ChatBox.Server.Sessions;
using Microsoft.EntityFrameworkCore;

namespace ChatBox.Server.Storage;

sealed partial class WriteStore
{
    async Task<WriteOutcome> JoinAsync(JoinWrite join, CancellationToken cancellationToken)
    {
        var name = join.Person.Name;
        if (await IsHeldAsync(name, cancellationToken))
            return WriteOutcome.Refused(Refusals.NameTaken(name.Text));
        var lobby = ConversationId.Lobby.Value;
        var last = await db.Conversations.Where(row => row.Id == lobby).Select(row => row.LastNumber).SingleAsync(cancellationToken);
        db.Add(new PersonRow
        {
            Id = join.Person.Id.Value,
            Name = name.Text,
            NameKey = name.Key,
            HeldNameKey = name.Key,
            HeldNameLook = name.Look,
            IsGuest = join.Person.IsGuest,
        });
        db.Add(new MemberRow { ConversationId = lobby, PersonId = join.Person.Id.Value, ReadMarker = last });
        var device = join.TokenHash is { } hash ? AddDevice(join.Person.Id.Value, hash) : null;
        await db.SaveChangesAsync(cancellationToken);
        return WriteOutcome.Of(new PersonJoined(join.Person)) with { Person = join.Person, Device = device?.Id ?? 0 };
    }

    async Task<WriteOutcome> EndGuestAsync(EndGuestWrite end, CancellationToken cancellationToken)
    {
        await LeaveAsync(end.Person.Value, cancellationToken);
        var id = end.Person.Value;
        var rooms = db.Conversations.Where(row => row.Kind == ConversationKind.Room).Select(row => row.Id);
        await db.Members.Where(row => row.PersonId == id && rooms.Contains(row.ConversationId)).ExecuteDeleteAsync(cancellationToken);
        // Of who said nothing and was in nothing but the lobby, nothing needs to stay.
        if (!await db.Members.AnyAsync(row => row.PersonId == id && row.ConversationId != ConversationId.Lobby.Value, cancellationToken)
            && !await db.Messages.AnyAsync(row => row.AuthorId == id, cancellationToken))
        {
            await db.Members.Where(row => row.PersonId == id).ExecuteDeleteAsync(cancellationToken);
            await db.People.Where(row => row.Id == id).ExecuteDeleteAsync(cancellationToken);
        }

        return WriteOutcome.Of(new PersonLeft(end.Person, end.SaidGoodbye));
    }

    async Task<WriteOutcome> EndDeviceAsync(EndDeviceWrite end, CancellationToken cancellationToken)
    {
        var device = await db.Devices.SingleOrDefaultAsync(row => row.Id == end.Device && row.EndedAt == null, cancellationToken);
        if (device is null) return WriteOutcome.Refused(Refusals.NotJoined);
        device.EndedAt = Now();
        ages.Begin(Ages.LogOut(device.Id));
        await db.SaveChangesAsync(cancellationToken);
        await ForgetEndedDevicesAsync(cancellationToken);
        if (await db.Devices.AnyAsync(row => row.PersonId == device.PersonId && row.EndedAt == null, cancellationToken))
            return WriteOutcome.Nothing;
        await LeaveAsync(device.PersonId, cancellationToken);
        return WriteOutcome.Of(new PersonLeft(new PersonId(device.PersonId), SaidGoodbye: true));
    }

    async Task<WriteOutcome> ComeBackAsync(ComeBackWrite back, CancellationToken cancellationToken)
    {
        var device = await db.Devices.SingleOrDefaultAsync(
            row => row.TokenHash == back.OldTokenHash && row.EndedAt != null, cancellationToken);
        if (device is not { EndedAt: { } endedAt } || ages.Of(Ages.LogOut(device.Id), endedAt) > ComeBackWindow)
            return WriteOutcome.Refused(Refusals.NotJoined);
        var person = await db.People.SingleAsync(row => row.Id == device.PersonId, cancellationToken);
        var wasGone = person.GoneAt is not null;
        var name = PersonName.Restore(person.Name);
        if (wasGone && await IsHeldAsync(name, cancellationToken)) return WriteOutcome.Refused(Refusals.NameTaken(person.Name));
        (person.GoneAt, person.HeldNameKey, person.HeldNameLook) = (null, name.Key, name.Look);
        db.Remove(device);
        var revived = AddDevice(person.Id, back.NewTokenHash);
        await db.SaveChangesAsync(cancellationToken);
        var lobby = ConversationId.Lobby.Value;
        var read = await db.Members.Where(row => row.ConversationId == lobby && row.PersonId == person.Id)
            .Select(row => row.ReadMarker).SingleAsync(cancellationToken);
        var outcome = wasGone ? WriteOutcome.Of(new PersonCameBack(person.ToPerson(), read)) : WriteOutcome.Nothing;
        return outcome with { Person = person.ToPerson(), Device = revived.Id };
    }

    Task<bool> IsHeldAsync(PersonName name, CancellationToken cancellationToken) =>
        db.People.AnyAsync(row => row.HeldNameKey == name.Key || row.HeldNameLook == name.Look, cancellationToken);

    async Task<WriteOutcome> CreateLinkAsync(CreateLinkWrite create, CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow().Subtract(KeptPastEnd).ToUnixTimeMilliseconds();
        await db.Links.Where(row => row.ExpiresAt <= before).ExecuteDeleteAsync(cancellationToken);
        ages.Begin(Ages.Link(create.SecretHash));
        db.Add(new LinkRow { SecretHash = create.SecretHash, PersonId = create.Person.Value, ExpiresAt = create.ExpiresAt.ToUnixTimeMilliseconds() });
        await db.SaveChangesAsync(cancellationToken);
        return WriteOutcome.Nothing;
    }

    async Task<WriteOutcome> RedeemLinkAsync(RedeemLinkWrite redeem, CancellationToken cancellationToken)
    {
        var link = await db.Links.SingleOrDefaultAsync(row => row.SecretHash == redeem.SecretHash, cancellationToken);
        if (link is null || !IsValid(link)) return WriteOutcome.Refused(Refusals.BadLink);
        var person = await db.People.SingleOrDefaultAsync(row => row.Id == link.PersonId && row.GoneAt == null, cancellationToken);
        if (person is null) return WriteOutcome.Refused(Refusals.BadLink);
        db.Remove(link);
        var device = AddDevice(person.Id, redeem.TokenHash);
        await db.SaveChangesAsync(cancellationToken);
        return WriteOutcome.Nothing with { Person = person.ToPerson(), Device = device.Id };
    }

    bool IsValid(LinkRow link) =>
        ages.Of(Ages.Link(link.SecretHash), link.ExpiresAt - (long)Admission.LinkLifetime.TotalMilliseconds) < Admission.LinkLifetime;

    DeviceRow AddDevice(long person, byte[] tokenHash)
    {
        var device = new DeviceRow { PersonId = person, TokenHash = tokenHash, CreatedAt = Now() };
        db.Add(device);
        return device;
    }

    async Task LeaveAsync(long person, CancellationToken cancellationToken)
    {
        var now = Now();
        await db.People.Where(row => row.Id == person).ExecuteUpdateAsync(
            row => row.SetProperty(leaver => leaver.HeldNameKey, (string?)null).SetProperty(leaver => leaver.HeldNameLook, (string?)null)
                .SetProperty(leaver => leaver.GoneAt, now),
            cancellationToken);
        await db.Links.Where(row => row.PersonId == person).ExecuteDeleteAsync(cancellationToken);
    }

    async Task ForgetEndedDevicesAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow().Subtract(ComeBackWindow + KeptPastEnd).ToUnixTimeMilliseconds();
        await db.Devices.Where(row => row.EndedAt < before).ExecuteDeleteAsync(cancellationToken);
    }
}
