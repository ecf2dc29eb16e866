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
        catch (ChatException e)
        {
            End(e);
        }
        catch (OperationCanceledException)
        {
            End(new ObjectDisposedException(nameof(ChatClient)));
        }
    }

    /// <summary>Speaks over a connection until it ends.</summary>
    /// <returns>How long the server wants to be left alone.</returns>
    async Task<TimeSpan> UseAsync(Connection connection)
    {
        using (connection)
        {
            using var gone = new CancellationTokenSource();
            var start = _options.TimeProvider.GetTimestamp();
            _me = connection.Welcome.Person;
            _options.OnEvent?.Invoke(connection.Welcome);
            _requests.Attach(connection);
            var catchingUp = CatchUpAsync(gone.Token);
            var reason = await connection.RunAsync(OnFrame, _options.TimeProvider, _stop.Token);
            await gone.CancelAsync();
            await catchingUp;
            _requests.Detach();
            _stop.Token.ThrowIfCancellationRequested();

            if (reason is ProtocolViolationException) throw reason;
            if (connection.Goodbye is { } goodbye && !Passing.Contains(goodbye.Code)) throw new RefusedException(goodbye.Code, goodbye.Message);
            if (_options.TimeProvider.GetElapsedTime(start) >= Steady) _backoff.Reset();
            _options.Notice?.Invoke($"{reason.Message} Trying to come back.");
            return TimeSpan.FromSeconds(connection.Goodbye?.RetryAfter ?? 0);
        }
    }

    async Task<Connection> ReconnectAsync(TimeSpan wish)
    {
        while (true)
        {
            await Task.Delay(_backoff.Next(wish), _options.TimeProvider, _stop.Token);
            wish = TimeSpan.Zero;
            using var late = new CancellationTokenSource(AttemptTimeout, _options.TimeProvider);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, late.Token);
            try
            {
                var connection = await _joining.ConnectAsync(either.Token);
                _options.Notice?.Invoke("Connected again.");
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
            catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
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
        if (!_tails.Any) return;
        try
        {
            _tails.CompareWith(await GetConversationsAsync(gone));
        }
        catch (Exception e) when (e is ChatException or ObjectDisposedException)
        {
            // Each reader asks for itself, and hears itself what is wrong.
            _tails.CompareWith([]);
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
                _requests.Answer(frame);
                return;
            case MessageFrame { Message: { } message } when Checked.IsWhole(message):
                _tails.Offer(message);
                break;
            case ChangedFrame { Message: { } message } when Checked.IsWhole(message):
                _tails.OfferChange(message);
                break;
            case ConversationGoneFrame { Conversation: { } conversation }:
                _tails.End(conversation, new RefusedException("no_such_conversation", "You are no longer in this conversation."));
                break;
        }

        _options.OnEvent?.Invoke(frame);
    }

    void End(Exception reason)
    {
        _requests.End(reason);
        _tails.End(reason);
    }
}
