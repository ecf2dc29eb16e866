using System.Globalization;
using ChatBox.Client.Connections;
using ChatBox.Protocol.Json;

namespace ChatBox.Client.Requests;

/// <summary>
/// The requests that are not answered yet, in the order in which they were made. They outlive a connection: attached to the next one, all are
/// sent again in that order, so messages keep theirs. <see cref="Capacity"/> are under way; the others wait their turn. Thread-safe.
/// </summary>
sealed class RequestBook
{
    /// <summary>Enough to keep a connection busy over a slow path; small enough that resending costs nothing.</summary>
    public const int Capacity = 64;

    readonly Lock _gate = new();
    readonly SortedDictionary<long, Request> _open = [];
    readonly SortedDictionary<long, Request> _waiting = [];
    Connection? _connection;
    Exception? _end;
    long _last;

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
        lock (_gate)
        {
            _connection = connection;
            foreach (var request in _open.Values.Where(request => !request.Answer.IsCompleted)) connection.Post(request.Bytes);
        }
    }

    /// <summary>The connection is gone. What may be repeated waits for the next.</summary>
    public void Detach()
    {
        lock (_gate)
        {
            _connection = null;
            foreach (var request in _open.Values.Concat(_waiting.Values).Where(request => !request.IsRepeatable))
                request.Fail(new ConnectionException("The connection broke before the answer came. Look whether it was done before you ask again."));
        }
    }

    /// <summary>There will be no further connection.</summary>
    public void End(Exception reason)
    {
        lock (_gate)
        {
            _end ??= reason;
            foreach (var request in _open.Values.Concat(_waiting.Values)) request.Fail(_end);
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
        lock (_gate)
        {
            if (_end is not null) throw _end;
            var request = make(++_last);
            if (_connection is null && !request.IsRepeatable) throw new ConnectionException("There is no connection at the moment. Nothing was done.");
            _waiting.Add(request.Number, request);
            Promote();
            return request;
        }
    }

    void Remove(Request request)
    {
        lock (_gate)
        {
            _waiting.Remove(request.Number);
            _open.Remove(request.Number);
            Promote();
        }
    }

    void Promote()
    {
        while (_open.Count < Capacity && _waiting.Count > 0)
        {
            var (number, request) = _waiting.First();
            _waiting.Remove(number);
            // One that has failed is about to be removed by who waits for it.
            if (request.Answer.IsCompleted) continue;
            _open.Add(number, request);
            _connection?.Post(request.Bytes);
        }
    }

    Request? Find(string id)
    {
        if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
        lock (_gate) return _open.GetValueOrDefault(number);
    }
}
