using ChatBox.Core;
using ChatBox.Protocol.Text;

namespace ChatBox.Server.Doors.Text;

// What is done about each message.
sealed partial class TextConnection
{
    async Task HandleAsync(TextFrame frame)
    {
        deadlines.HandleFrame();
        if (reader.Ending == TextEnding.Lines && !output.Lines) await output.TurnToLinesAsync(ends.Token);
        if (frame.Rejection is { } rejection) await HandleRejectionAsync(rejection);
        else if (TextExchanges.Check(frame.Message!) is { } refusal) await ReplyAsync(frame.Message, TextReply.Error(refusal));
        else if (visit is null) await HandleBeforeAsync(frame.Message!);
        else await HandleRequestAsync(visit, frame.Message!);
    }

    async Task HandleRejectionAsync(TextRejection rejection)
    {
        if (!rejection.IsFatal())
        {
            await ReplyAsync(null, TextReply.Error(rejection));
            return;
        }

        if (throttle.TryTake()) LogRejected(logger, id, rejection);
        done = fatal = true;
        if (visit is null) await WriteAsync(null, TextReply.Error(rejection), ends.Token);
        else visit.Session.End(TextReply.RefusalOf(rejection));
    }

    // Nobody has connected yet.
    async Task HandleBeforeAsync(TextMessage message)
    {
        await SlowDownAsync(ends.Token);
        var reply = message.Request switch
        {
            TextWords.Connect => await ConnectAsync(message),
            TextWords.Disconnect => new TextReply(TextWords.DisconnectResponse, TextWords.False),
            _ => TextReply.Error(Refusals.NotJoined),
        };
        if (reply is { } answer) await WriteAsync(message, answer, ends.Token);
    }

    // True is the first thing in the session's outbox, so that no news comes before it; anything else is returned.
    async Task<TextReply?> ConnectAsync(TextMessage message)
    {
        // Not cancelled with the connection: somebody admitted whom nobody knows of would hold the name for good.
        var (guest, refusal) = await admission.JoinAsGuestAsync(message.Sender, CancellationToken.None);
        if (guest is null) return TextReply.Failed(TextWords.ConnectResponse, refusal!);
        var dialect = new TextDialect(guest, server, reader.Spelling, output);
        var welcome = new TextReply(TextWords.ConnectResponse, TextWords.True).ToMessage(server, guest.Name.Text, message.Sequence);
        var session = host.Attach(guest.Id, device: 0, dialect, (_, _, _) => TextBytes.Encode(TextKind.Notice, welcome, reader.Spelling));
        if (session is null)
        {
            await admission.LeaveAsGuestAsync(guest, saidGoodbye: false);
            return new TextReply(TextWords.ConnectResponse, TextWords.False);
        }

        session.Origin = origin;
        visit = new TextVisit(session, dialect, output, reader.Spelling, server, unanswered, host, admission, clock, logger);
        visit.Start();
        EndWith(session.Ended);
        return null;
    }

    async Task HandleRequestAsync(TextVisit visit, TextMessage message)
    {
        // A second connect may come with another name, and is refused for being the second.
        if (message.Request != TextWords.Connect && !TextExchanges.IsSender(message, visit.Person))
        {
            await ReplyAsync(message, TextReply.Error(Refusals.SenderMismatch));
            return;
        }

        await visit.WaitForRoomAsync(ends.Token);
        if (message.Request == TextWords.Disconnect)
        {
            done = true;
            visit.Answer(message.Sequence, GoodbyeAsync(visit));
            return;
        }

        if (message.Request != TextWords.MessageRequest) await SlowDownAsync(ends.Token);
        var reply = await exchanges.BeginAsync(visit.Session, message, ends.Token);
        // What was refused at once has met no measure yet.
        if (reply is { IsCompletedSuccessfully: true, Result.Message: TextWords.False }) await SlowDownAsync(ends.Token);
        visit.Answer(message.Sequence, reply);
    }

    static async Task<TextReply> GoodbyeAsync(TextVisit visit)
    {
        await visit.LeaveAsync(saidGoodbye: true);
        return new TextReply(TextWords.DisconnectResponse, TextWords.True);
    }

    async Task ReplyAsync(TextMessage? message, TextReply reply)
    {
        await SlowDownAsync(ends.Token);
        if (visit is null)
        {
            await WriteAsync(message, reply, ends.Token);
            return;
        }

        await visit.WaitForRoomAsync(ends.Token);
        visit.Answer(message?.Sequence, Task.FromResult(reply));
    }

    // Before there is a session: one at a time, and who does not read it is not waited for.
    async Task WriteAsync(TextMessage? message, TextReply reply, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TextLimits.GoodbyeTime, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var answer = reply.ToMessage(server, message?.Sender ?? "", message?.Sequence);
        await output.WriteAsync(TextBytes.Encode(TextKind.Notice, answer, reader.Spelling), either.Token);
    }

    Task SlowDownAsync(CancellationToken cancellationToken) =>
        rate.Take(clock.GetUptime()) is { Ticks: > 0 } wait ? Task.Delay(wait, clock, cancellationToken) : Task.CompletedTask;
}
