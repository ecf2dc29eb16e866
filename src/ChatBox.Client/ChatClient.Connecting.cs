using ChatBox.Client.Connections;
using ChatBox.Client.Requests;
using ChatBox.Protocol.Json;

namespace ChatBox.Client;

public sealed partial class ChatClient
{
    /// <summary>A connection that held this long was a good one: the next break is not the continuation of the last.</summary>
    static readonly TimeSpan Steady = TimeSpan.FromSeconds(5);

    /// <summary>One attempt to come back; a server that takes longer is as good as none.</summary>
    static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Refusals that pass by themselves. docs/protocol.md, "Error codes".</summary>
    static readonly HashSet<string> Passing =
        ["rate_limited", "server_busy", "storage_full", "storage_failed", "going_away", "slow_consumer", "internal"];

    async Task RunAsync(Connection? connection)
    {
        try
        {
            while (connection is not null) connection = await ReconnectAsync(await UseAsync(connection));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            End(new ObjectDisposedException(nameof(ChatClient)));
        }
        catch (Exception e)
        {
            // A ChatException, or what the program's own OnEvent or Notice threw: who asks or reads would wait for ever otherwise.
            End(e);
        }
    }

    /// <summary>Speaks over a connection until it ends.</summary>
    /// <returns>How long the server wants to be left alone.</returns>
    async Task<TimeSpan> UseAsync(Connection connection)
    {
        using (connection)
        {
            using var gone = new CancellationTokenSource();
            var start = options.TimeProvider.GetTimestamp();
            me = connection.Welcome.Person;
            options.OnEvent?.Invoke(connection.Welcome);
            requests.Attach(connection);
            var catchingUp = CatchUpAsync(gone.Token);
            var reason = await connection.RunAsync(OnFrame, options.TimeProvider, stop.Token);
            await gone.CancelAsync();
            await catchingUp;
            requests.Detach();
            stop.Token.ThrowIfCancellationRequested();

            if (reason is ProtocolViolationException) throw reason;
            if (connection.Goodbye is { } goodbye && !Passing.Contains(goodbye.Code))
                throw new RefusedException(goodbye.Code, goodbye.Message);
            if (options.TimeProvider.GetElapsedTime(start) >= Steady) backoff.Reset();
            options.Notice?.Invoke($"{reason.Message} Trying to come back.");
            return TimeSpan.FromSeconds(connection.Goodbye?.RetryAfter ?? 0);
        }
    }

    async Task<Connection> ReconnectAsync(TimeSpan wish)
    {
        while (true)
        {
            await Task.Delay(backoff.Next(wish), options.TimeProvider, stop.Token);
            wish = TimeSpan.Zero;
            using var late = new CancellationTokenSource(AttemptTimeout, options.TimeProvider);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, late.Token);
            try
            {
                var connection = await joining.ConnectAsync(either.Token);
                options.Notice?.Invoke("Connected again.");
                return connection;
            }
            catch (ConnectionException)
            {
                // Not there yet.
            }
            catch (RefusedException e) when (Passing.Contains(e.Code))
            {
                // There, but not ready.
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                // It took too long.
            }
        }
    }

    /// <summary>
    /// docs/protocol.md, "Coming back": every last number is learnt first, so that only readers whose conversation went on ask for more.
    /// </summary>
    async Task CatchUpAsync(CancellationToken gone)
    {
        if (!tails.Any) return;
        try
        {
            tails.CompareWith(await GetConversationsAsync(gone));
        }
        catch (Exception e) when (e is ChatException or ObjectDisposedException)
        {
            // Each reader asks for itself, and hears itself what is wrong.
            tails.CompareWith([]);
        }
        catch (OperationCanceledException)
        {
            // The connection is gone; the next one begins with this again.
        }
    }

    void OnFrame(ServerFrame frame)
    {
        switch (frame)
        {
            case OkFrame or ErrorFrame:
                requests.Answer(frame);
                return;
            case MessageFrame { Message: { } message } when Checked.IsWhole(message):
                tails.Offer(message);
                break;
            case ChangedFrame { Message: { } message } when Checked.IsWhole(message):
                tails.OfferChange(message);
                break;
            case ConversationGoneFrame { Conversation: { } conversation }:
                tails.End(conversation, new RefusedException("no_such_conversation", "You are no longer in this conversation."));
                break;
        }

        options.OnEvent?.Invoke(frame);
    }

    void End(Exception reason)
    {
        requests.End(reason);
        tails.End(reason);
    }
}
