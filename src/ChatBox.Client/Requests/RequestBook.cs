using System.Globalization;
using ChatBox.Client.Connections;
using ChatBox.Protocol.Json;

namespace ChatBox.Client.Requests;

/// <summary>
/// The requests that are not answered yet, in the order in which they were made. They outlive a connection: attached to the next one, all are
/// sent again in that order, so messages keep theirs. Bounded by <see cref="Capacity"/>; who comes beyond waits. Thread-safe.
/// </summary>
sealed class RequestBook : IDisposable
{
    /// <summary>Enough to keep a connection busy over a slow path; small enough that resending costs nothing.</summary>
    public const int Capacity = 64;

    readonly Lock _gate = new();
    readonly SortedDictionary<long, Request> _open = [];
    readonly SemaphoreSlim _room = new(Capacity, Capacity);
    Connection? _connection;
    Exception? _end;
    long _last;

    public delegate Request Making(long number);

    /// <summary>Sends a request, now or with the next connection, and waits for its answer.</summary>
    public async Task<OkFrame> AskAsync(Making make, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        Request? request = null;
        try
        {
            request = Add(make);
            return await request.Answer.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (_gate)
            {
                if (request is not null) _open.Remove(request.Number);
            }

            _room.Release();
        }
    }

    /// <summary>From now on requests go over this connection; those that wait go first.</summary>
    public void Attach(Connection connection)
    {
        lock (_gate)
        {
            _connection = connection;
            foreach (var request in _open.Values) connection.Post(request.Bytes);
        }
    }

    /// <summary>The connection is gone. What may be repeated waits for the next.</summary>
    public void Detach()
    {
        lock (_gate)
        {
            _connection = null;
            foreach (var request in _open.Values.Where(request => !request.IsRepeatable).ToList())
            {
                _open.Remove(request.Number);
                request.Fail(new ConnectionException("The connection broke before the answer came. Look whether it was done before you ask again."));
            }
        }
    }

    /// <summary>There will be no further connection.</summary>
    public void End(Exception reason)
    {
        lock (_gate)
        {
            _end ??= reason;
            foreach (var request in _open.Values) request.Fail(_end);
            _open.Clear();
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

    public void Dispose() => _room.Dispose();

    Request Add(Making make)
    {
        lock (_gate)
        {
            if (_end is not null) throw _end;
            var request = make(++_last);
            if (_connection is null && !request.IsRepeatable) throw new ConnectionException("There is no connection at the moment. Nothing was done.");
            _open.Add(request.Number, request);
            _connection?.Post(request.Bytes);
            return request;
        }
    }

    Request? Find(string id)
    {
        if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
        lock (_gate) return _open.GetValueOrDefault(number);
    }
}
