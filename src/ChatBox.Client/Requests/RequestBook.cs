using System.Globalization;
using ChatBox.Client.Connections;
using ChatBox.Protocol.Json;

namespace ChatBox.Client.Requests;

/// <summary>
/// The requests that are not answered yet, in the order in which they were made. They outlive a connection: attached to the next one, all
/// are sent again in that order, so messages keep theirs. <see cref="Capacity"/> are under way; the others wait their turn. Thread-safe.
/// </summary>
sealed class RequestBook
{
    /// <summary>Enough to keep a connection busy over a slow path; small enough that resending costs nothing.</summary>
    public const int Capacity = 64;

    readonly Lock gate = new();
    readonly SortedDictionary<long, Request> open = [];
    readonly SortedDictionary<long, Request> waiting = [];
    Connection? connection;
    Exception? end;
    long last;

    public delegate Request Making(long number);

    /// <summary>Sends a request, now or with the next connection, and waits for its answer. Its turn is that of the call.</summary>
    public async Task<OkFrame> AskAsync(Making make, CancellationToken cancellationToken)
    {
        var request = Add(make);
        try
        {
            return await request.Answer.WaitAsync(cancellationToken);
        }
        finally
        {
            Remove(request);
        }
    }

    /// <summary>From now on requests go over this connection; those that wait go first.</summary>
    public void Attach(Connection connection)
    {
        lock (gate)
        {
            this.connection = connection;
            foreach (var request in open.Values.Where(request => !request.Answer.IsCompleted)) connection.Post(request.Bytes);
        }
    }

    /// <summary>The connection is gone. What may be repeated waits for the next.</summary>
    public void Detach()
    {
        lock (gate)
        {
            connection = null;
            foreach (var request in open.Values.Concat(waiting.Values).Where(request => !request.IsRepeatable))
                request.Fail(
                    new ConnectionException("The connection broke before the answer came. Look whether it was done before you ask again."));
        }
    }

    /// <summary>There will be no further connection.</summary>
    public void End(Exception reason)
    {
        lock (gate)
        {
            end ??= reason;
            foreach (var request in open.Values.Concat(waiting.Values)) request.Fail(end);
        }
    }

    /// <summary>An answer that nobody waits for any more is dropped.</summary>
    public void Answer(ServerFrame frame)
    {
        switch (frame)
        {
            case OkFrame ok:
                Find(ok.Id)?.Succeed(ok);
                break;
            case ErrorFrame { Id: not null } error:
                Find(error.Id)?.Fail(new RefusedException(error.Code, error.Message));
                break;
        }
    }

    Request Add(Making make)
    {
        lock (gate)
        {
            if (end is not null) throw end;
            var request = make(++last);
            if (connection is null && !request.IsRepeatable)
                throw new ConnectionException("There is no connection at the moment. Nothing was done.");
            waiting.Add(request.Number, request);
            Promote();
            return request;
        }
    }

    void Remove(Request request)
    {
        lock (gate)
        {
            waiting.Remove(request.Number);
            open.Remove(request.Number);
            Promote();
        }
    }

    void Promote()
    {
        while (open.Count < Capacity && waiting.Count > 0)
        {
            var (number, request) = waiting.First();
            waiting.Remove(number);
            // One that has failed is about to be removed by who waits for it.
            if (request.Answer.IsCompleted) continue;
            open.Add(number, request);
            connection?.Post(request.Bytes);
        }
    }

    Request? Find(string id)
    {
        if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
        lock (gate) return open.GetValueOrDefault(number);
    }
}
