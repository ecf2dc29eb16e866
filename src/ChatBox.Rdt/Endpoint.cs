using ChatBox.Rdt.Connections;

namespace ChatBox.Rdt;

/// <summary>
/// The server's door: one UDP port, all transfers. Finds the transfer of a datagram, makes new ones where the host admits them, and answers
/// what belongs to none with as little as possible. Sans-I/O like <see cref="Connection"/>, and to be driven in the same way. Not
/// thread-safe.
/// </summary>
public sealed partial class Endpoint : IDisposable
{
    readonly EndpointOptions options;
    readonly IGrants grants;
    readonly IRandomSource random;
    readonly CookieJar cookies;
    readonly ResetTokens resets;
    readonly AddressLimits knocks;
    readonly AddressLimits exchanges;
    readonly AddressLimits resetAnswers;
    readonly Dictionary<ulong, FileSender> byId = [];
    readonly List<FileSender> transfers = [];
    int turn;

    /// <param name="options">Limits and callbacks.</param>
    /// <param name="grants">Decides who may fetch what.</param>
    /// <param name="random">
    /// Where cookies, challenges and skipped numbers come from; not the keys of the exchange, which the platform makes.
    /// </param>
    public Endpoint(EndpointOptions options, IGrants grants, IRandomSource random)
    {
        (this.options, this.grants, this.random) = (options, grants, random);
        cookies = new CookieJar(random);
        var key = new byte[32];
        if (options.ResetKey is null) random.Fill(key);
        else options.ResetKey.CopyTo(key, 0);
        resets = new ResetTokens(key);
        knocks = new AddressLimits(options.MaxKnocksPerSecond, random);
        exchanges = new AddressLimits(options.MaxKeyExchangesPerSecond, random);
        resetAnswers = new AddressLimits(options.MaxKnocksPerSecond, random);
    }

    /// <summary>The transfers that are not forgotten, ended ones included.</summary>
    public IReadOnlyList<FileSender> Transfers => transfers;

    /// <summary>When <see cref="HandleTimeout"/> wants to be called; null for never.</summary>
    public TimeSpan? NextTimeout
    {
        get
        {
            TimeSpan? next = null;
            foreach (var transfer in transfers)
            {
                if (transfer.NextTimeout is { } at && (next is null || at < next)) next = at;
            }

            return next;
        }
    }

    /// <summary>Time has come to what <see cref="NextTimeout"/> said, or later. Harmless at any other time.</summary>
    public void HandleTimeout(TimeSpan now)
    {
        for (var i = transfers.Count - 1; i >= 0; i--)
        {
            var transfer = transfers[i];
            if (transfer.NextTimeout <= now) transfer.HandleTimeout(now);
            if (transfer.IsDrained) Forget(i);
        }
    }

    /// <summary>
    /// The next batch of any transfer, each in its turn; to be called until it gives nothing. See <see cref="FileSender.PollTransmit"/>.
    /// </summary>
    public Transmit PollTransmit(TimeSpan now, Span<byte> buffer, int maxSegments)
    {
        for (var i = 0; i < transfers.Count; i++)
        {
            if (++turn >= transfers.Count) turn = 0;
            var transfer = transfers[turn];
            if (!transfer.NeedsPoll && !(transfer.NextTimeout <= now)) continue;
            var transmit = transfer.PollTransmit(now, buffer, maxSegments);
            transfer.NeedsPoll = transmit.Bytes > 0;
            if (transmit.Bytes > 0) return transmit;
        }

        return default;
    }

    /// <summary>The system refused a datagram of this size to that address (EMSGSIZE).</summary>
    public void HandleTooLarge(PeerAddress to, int size)
    {
        foreach (var transfer in transfers)
        {
            if (transfer.Address == to) transfer.HandleTooLarge(size);
        }
    }

    /// <summary>Ends all transfers, each with a word to its client: the server stops.</summary>
    public void Close(TimeSpan now, CloseCode code)
    {
        foreach (var transfer in transfers) transfer.Close(now, code);
    }

    /// <summary>Forgets what is left without a word.</summary>
    public void Dispose()
    {
        while (transfers.Count > 0) Forget(transfers.Count - 1);
        cookies.Dispose();
    }

    void Forget(int index)
    {
        var transfer = transfers[index];
        transfers.RemoveAt(index);
        byId.Remove(transfer.ConnectionId);
        transfer.Dispose();
        options.Forgotten?.Invoke(transfer);
    }
}
