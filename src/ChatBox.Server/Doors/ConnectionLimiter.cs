using System.Net;
using ChatBox.Core.Limits;
using Microsoft.AspNetCore.Connections;

namespace ChatBox.Server.Doors;

/// <summary>
/// Connections of one address (IPv6: one /64): 1,000 open, and 600 new ones a minute, because a class sits behind one address. Past either
/// a connection is closed before anything is read. This computer is not limited: who is here needs no network to do harm. Thread-safe.
/// </summary>
sealed class ConnectionLimiter(TimeProvider clock)
{
    public const int MaxOpen = 1000;
    public const int NewPerMinute = 600;

    // Addresses with an open connection are bounded by the connections; of the others, those that are quiet again are forgotten.
    const int SweepAt = 20_000;

    readonly Lock gate = new();
    readonly Dictionary<IPAddress, Entry> entries = [];

    public ConnectionDelegate Limit(ConnectionDelegate next) => async connection =>
    {
        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        if (address is null || IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address))
        {
            await next(connection);
            return;
        }

        var key = AddressKey.Of(address);
        if (!TryEnter(key))
        {
            connection.Abort(new ConnectionAbortedException("too many connections from this address"));
            return;
        }

        try
        {
            await next(connection);
        }
        finally
        {
            Leave(key);
        }
    };

    internal bool TryEnter(IPAddress key)
    {
        var now = clock.GetUptime();
        lock (gate)
        {
            if (entries.Count >= SweepAt) Sweep(now);
            if (!entries.TryGetValue(key, out var entry)) entries[key] = entry = new Entry();
            if (entry.Open >= MaxOpen || !entry.Fresh.TryTake(now)) return false;
            entry.Open++;
            return true;
        }
    }

    internal void Leave(IPAddress key)
    {
        lock (gate) entries[key].Open--;
    }

    void Sweep(TimeSpan now)
    {
        foreach (var (key, entry) in entries)
            if (entry.Open == 0 && entry.Fresh.IsFull(now)) entries.Remove(key);
    }

    sealed class Entry
    {
        public int Open { get; set; }
        public TokenBucket Fresh { get; } = new(NewPerMinute, NewPerMinute / 60.0);
    }
}
