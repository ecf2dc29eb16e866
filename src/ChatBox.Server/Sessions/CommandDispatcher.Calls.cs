using ChatBox.Core;
using ChatBox.Core.Calls;
using ChatBox.Core.People;

namespace ChatBox.Server.Sessions;

public sealed partial class CommandDispatcher
{
    Answer Execute(PersonId speaker, Session? session, CallCommand command)
    {
        // A call is of a device that is connected.
        if (session is null) return Answer.Refuse(Refusals.NotAllowed);
        switch (command)
        {
            case SendCallSignal signal:
                return host.Handle(session, signal) is { } refused ? Answer.Refuse(refused) : Answer.Ok;
            case ShowIceServers show:
                if (!host.Ask(chat => chat.IsConcernedBy(speaker, show.Call))) return Answer.Refuse(Refusals.NoSuchCall);
                var (servers, expiresAt) = relay.ServersFor(speaker);
                return new Answer.IceServers(servers, expiresAt);
            default:
                var (call, refusal) = host.Handle(session, command);
                return refusal is null ? new Answer.Called(call) : Answer.Refuse(refusal);
        }
    }

    Answer Show(PersonId speaker, ShowCall command) => host.Ask(chat =>
    {
        if (!chat.CanRead(speaker, command.Conversation)) return Answer.Refuse(Refusals.NoSuchConversation);
        return chat.CallIn(command.Conversation) is { } call ? new Answer.Called(call) : Answer.Refuse(Refusals.NoSuchCall);
    });
}
