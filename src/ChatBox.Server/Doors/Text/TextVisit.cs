using System.Threading.Channels;
using ChatBox.Core.People;
using ChatBox.Protocol.Text;
using ChatBox.Server.Sessions;

namespace ChatBox.Server.Doors.Text;

/// <summary>What there is of a guest while connected: the session, the answers on their way, and the writing.</summary>
sealed partial class TextVisit(
    Session session, TextDialect dialect, TextOutput output, TextSpelling spelling, string server, SemaphoreSlim unanswered,
    ChatHost host, Admission admission, TimeProvider clock, ILogger logger) : IDisposable
{
    readonly CancellationTokenSource stop = new();
    readonly Channel<(string? Sequence, Task<TextReply> Reply)> answers =
        Channel.CreateUnbounded<(string?, Task<TextReply>)>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    Task answering = Task.CompletedTask;
    Task writing = Task.CompletedTask;
    Task? leaving;

    public Session Session => session;

    public Person Person => session.Person;

    public void Start()
    {
        answering = AnswerAsync();
        writing = output.RunAsync(session, dialect.EncodeLost, stop.Token);
    }

    /// <summary>Waits until few enough answers are on their way, so that a peer that does not read is not read either.</summary>
    public Task WaitForRoomAsync(CancellationToken cancellationToken) => unanswered.WaitAsync(cancellationToken);

    /// <summary>Adds an answer, in the order of the requests; <see cref="WaitForRoomAsync"/> comes before.</summary>
    public void Answer(string? sequence, Task<TextReply> reply) => answers.Writer.TryWrite((sequence, reply));

    /// <summary>The name is free and the others know, when the task ends. The first call counts.</summary>
    public Task LeaveAsync(bool saidGoodbye) => leaving ??= LeaveOnceAsync(saidGoodbye);

    async Task LeaveOnceAsync(bool saidGoodbye)
    {
        try
        {
            await admission.LeaveAsGuestAsync(Person, saidGoodbye);
        }
        finally
        {
            // After, so that who leaves is told of once, and not first as somebody who just went.
            host.Detach(session);
        }
    }

    /// <summary>Writes what is still to be answered, within a time, and leaves.</summary>
    public async Task EndAsync()
    {
        await LeaveAsync(saidGoodbye: false);
        answers.Writer.TryComplete();
        using var limit = new CancellationTokenSource(TextLimits.GoodbyeTime, clock);
        using var _ = limit.Token.Register(stop.Cancel);
        await answering;
        session.Outbox.Complete(default);
        await writing;
    }

    public void Dispose()
    {
        stop.Dispose();
        session.Dispose();
    }

    async Task AnswerAsync()
    {
        await foreach (var (sequence, pending) in answers.Reader.ReadAllAsync())
        {
            TextReply reply;
            try
            {
                reply = await pending;
            }
            catch (Exception exception)
            {
                LogFailed(logger, session.Id, exception);
                reply = TextReply.Error(Core.Refusals.Internal);
            }

            session.Outbox.AddAnswer(TextBytes.Encode(TextKind.Answer, reply.ToMessage(server, Person.Name.Text, sequence), spelling));
        }
    }

    [LoggerMessage(300, LogLevel.Error, "A request of text session {Session} failed.")]
    static partial void LogFailed(ILogger logger, long session, Exception exception);
}
