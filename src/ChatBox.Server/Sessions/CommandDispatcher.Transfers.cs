using ChatBox.Core;
using ChatBox.Core.Commands;
using ChatBox.Core.People;

namespace ChatBox.Server.Sessions;

public sealed partial class CommandDispatcher
{
    // A grant is for who has a connection, and from where that connection comes.
    Task<Answer> OpenAsync(PersonId speaker, Session? session, OpenTransfer command, CancellationToken cancellationToken)
    {
        if (transfers is null || session?.Origin is not { } origin) return Task.FromResult(Answer.Refuse(Refusals.NotAllowed));
        return host.Ask(chat => chat.FindPerson(speaker)) is { IsGone: false } person
            ? transfers.OpenAsync(person, origin, command, cancellationToken)
            : Task.FromResult(Answer.Refuse(Refusals.NotJoined));
    }
}
