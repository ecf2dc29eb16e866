using ChatBox.Core;
using ChatBox.Core.Calls;
using ChatBox.Core.Events;
using ChatBox.Core.Messages;
using ChatBox.Rdt;
using ChatBox.Server.Calls;
using ChatBox.Server.Storage;
using FileInfo = ChatBox.Rdt.FileInfo;

namespace ChatBox.Server.Sessions;

/// <summary>What a command came to. Each door writes it in its own words.</summary>
public abstract record Answer
{
    Answer()
    {
    }

    public sealed record Refused(Refusal Refusal) : Answer;

    public sealed record Done : Answer;

    public sealed record Posted(Message Message, bool IsRepeat) : Answer;

    /// <summary>A message that was there, as it is now.</summary>
    public sealed record Changed(Message Message) : Answer;

    public sealed record OneConversation(ConversationView View) : Answer;

    public sealed record Conversations(IReadOnlyList<ConversationView> Views, string? Next) : Answer;

    public sealed record PeopleList(IReadOnlyList<PersonView> Views, string? Next) : Answer;

    public sealed record Found(IReadOnlyList<PersonView> People, IReadOnlyList<ConversationView> Rooms) : Answer;

    public sealed record History(IReadOnlyList<Message> Messages, long Last) : Answer;

    /// <param name="Newest">The number of the newest change in the conversation.</param>
    public sealed record Changes(IReadOnlyList<Message> Messages, long Newest) : Answer;

    public sealed record Files(IReadOnlyList<Message> Messages, string? Next) : Answer;

    public sealed record SharedFiles(IReadOnlyList<SharedFile> List, string? Next) : Answer;

    /// <summary>A file waits to be fetched by RDT. The ticket is null where the grant is bound to the address.</summary>
    /// <param name="File">What its client calls it.</param>
    public sealed record Transfer(int Port, TicketGrant? Ticket, string File, FileInfo Info) : Answer;

    public sealed record SearchResults(IReadOnlyList<(FoundMessage Found, string ConversationName)> Results, string? Next) : Answer;

    /// <summary>A link to hand on. <paramref name="ExpiresAt"/> is null where it does not end by itself.</summary>
    /// <param name="Address">The server's own; a door that knows a better one puts it in its place.</param>
    /// <param name="Path">With the fragment.</param>
    public sealed record Link(string Address, string Path, DateTimeOffset? ExpiresAt) : Answer
    {
        public string Url => Address + Path;

        public Link At(string? address) => address is null ? this : this with { Address = address };
    }

    /// <summary>A call as it is now; null where it is over.</summary>
    public sealed record Called(CallView? Call) : Answer;

    public sealed record IceServers(IReadOnlyList<IceServer> Servers, DateTimeOffset? ExpiresAt) : Answer;

    public static readonly Answer Ok = new Done();

    public static Answer Refuse(Refusal refusal) => new Refused(refusal);
}
