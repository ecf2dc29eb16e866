using System.Net;
using ChatBox.Rdt.Congestion;
using ChatBox.Rdt.Simulation.Network;

namespace ChatBox.Rdt.Simulation.Models;

/// <summary>
/// Sends a file by a congestion controller, with the loss detection of RFC 9002 and nothing else: no handshake, no sealing, no flow control.
/// It shows what a controller does before and beside the real machine, and costs a tenth of it.
/// </summary>
public sealed class ModelSender : IEndpoint
{

    readonly ModelSenderOptions options;
    readonly IPEndPoint receiver;
    readonly RttEstimator rtt = new(TimeSpan.FromMilliseconds(333));
    readonly Pacer pacer = new();
    readonly SentLog sent = new();
    readonly Queue<int> lostPieces = [];
    readonly BitSet acked = new();
    int nextPiece;
    long largestAcked = -1;
    TimeSpan lastSentAt;
    TimeSpan? lossTime;
    TimeSpan? pacedUntil;
    TimeSpan? startAt;
    int packetThreshold = 3;
    int timeEighths = 9;
    int probeCount;
    int probesToSend;
    bool toldAppLimited;
    TimeSpan time;

    public ModelSender(IPEndPoint receiver, ICongestionController controller, ModelSenderOptions options)
    {
        (this.receiver, Controller, this.options) = (receiver, controller, options);
        startAt = options.StartAt;
    }

    public ICongestionController Controller { get; }

    public RttEstimator Rtt => rtt;

    public long InFlight { get; private set; }

    public long SentPackets => sent.Next;

    public long LostPackets { get; private set; }

    public long SpuriousLosses { get; private set; }

    public TimeSpan? CompletedAt { get; private set; }

    /// <summary>Called after every acknowledgement, for traces.</summary>
    public Action<TimeSpan>? Observer { get; set; }

    public void HandleDatagram(TimeSpan now, Datagram datagram)
    {
        time = now;
        if (datagram.IsCorrupt || datagram.Content is not ModelAck ack) return;
        HandleAck(ack);
        Observer?.Invoke(now);
    }

    public void HandleTimeout(TimeSpan now)
    {
        time = now;
        if (startAt <= time) startAt = null;
        if (pacedUntil <= time) pacedUntil = null;
        if (lossTime <= time)
        {
            DetectLost();
            Finish();
            return;
        }

        if (ProbeTime is not { } probe || probe > time) return;
        probeCount++;
        probesToSend = 2;
    }

    public TimeSpan? PollTimeout() => CompletedAt is not null ? null : Earliest(Earliest(startAt, pacedUntil), lossTime ?? ProbeTime);

    public Datagram? PollTransmit(TimeSpan now)
    {
        time = now;
        if (startAt is not null || CompletedAt is not null) return null;
        if (probesToSend > 0)
        {
            probesToSend--;
            return Send(NextPiece() ?? OldestUnacked());
        }

        if (InFlight + options.PacketSize > Controller.Window) return null;
        if (!HasMore)
        {
            if (!toldAppLimited) Controller.HandleAppLimited(InFlight);
            toldAppLimited = true;
            return null;
        }

        pacer.Update(time, Controller.PacingRate, Controller.SendQuantum);
        if (pacer.Budget(time) > 0) return Send(NextPiece());
        pacedUntil = pacer.NextRelease(time);
        return null;
    }

    bool HasMore => lostPieces.Count > 0 || nextPiece < options.Pieces;

    TimeSpan ProbePeriod => rtt.Smoothed + Max(rtt.Variation * 4, TimeSpan.FromMilliseconds(1)) + ModelReceiver.MaxAckDelay;

    TimeSpan? ProbeTime => InFlight == 0 || probesToSend > 0 ? null : lastSentAt + (ProbePeriod * (1 << Math.Min(probeCount, 10)));

    int? NextPiece()
    {
        while (lostPieces.TryDequeue(out var piece))
        {
            if (!acked[piece]) return piece;
        }

        return nextPiece < options.Pieces ? nextPiece++ : null;
    }

    int? OldestUnacked()
    {
        for (var number = sent.First; number < sent.Next; number++)
        {
            if (sent[number].State == SentState.InFlight && !acked[sent[number].Piece]) return sent[number].Piece;
        }

        return null;
    }

    Datagram? Send(int? piece)
    {
        if (piece is not { } number) return null;
        var stamp = Controller.HandleSent(time, options.PacketSize, InFlight);
        pacer.HandleSent(time, options.PacketSize);
        InFlight += options.PacketSize;
        lastSentAt = time;
        toldAppLimited = false;
        var data = new ModelData(sent.Next, number, !HasMore);
        sent.Add(stamp, number);
        return new Datagram(receiver, options.PacketSize) { Content = data, Overhead = options.Overhead };
    }

    void HandleAck(ModelAck ack)
    {
        var newest = ack.Ranges[0].Last;
        var isNew = newest >= sent.First && sent[newest].State == SentState.InFlight;
        if (isNew) rtt.Update(time - sent[newest].Stamp.SentAt, ack.Delay);
        var any = false;
        for (var index = ack.Ranges.Length - 1; index >= 0; index--)
        {
            for (var number = Math.Max(ack.Ranges[index].First, sent.First); number <= ack.Ranges[index].Last; number++) any |= Take(number);
        }

        if (!any) return;
        probeCount = 0;
        largestAcked = Math.Max(largestAcked, newest);
        DetectLost();
        Finish();
    }

    bool Take(long number)
    {
        ref var packet = ref sent[number];
        if (packet.State == SentState.Acked) return false;
        acked.Set(packet.Piece);
        if (packet.State == SentState.Lost)
        {
            packet.State = SentState.Acked;
            SpuriousLosses++;
            // What arrives so late says how far the path reorders (RFC 8985, section 6.2).
            packetThreshold = (int)Math.Max(packetThreshold, Math.Min(largestAcked - number + 1, 1_000));
            timeEighths = Math.Min(16, timeEighths + 1);
            Controller.HandleSpuriousLoss(time, packet.Stamp);
            return false;
        }

        packet.State = SentState.Acked;
        InFlight -= packet.Stamp.Size;
        Controller.HandleAcked(time, packet.Stamp);
        return true;
    }

    /// <summary>RFC 9002, section 6.1: by packet threshold and by time threshold.</summary>
    void DetectLost()
    {
        lossTime = null;
        var delay = Max(Max(rtt.Latest, rtt.Smoothed) * timeEighths / 8, TimeSpan.FromMilliseconds(1));
        var (firstLost, lastLost) = (TimeSpan.MaxValue, TimeSpan.Zero);
        for (var number = sent.First; number <= largestAcked; number++)
        {
            ref var packet = ref sent[number];
            if (packet.State != SentState.InFlight) continue;
            if (largestAcked - number < packetThreshold && packet.Stamp.SentAt + delay > time)
            {
                lossTime = Earliest(lossTime, packet.Stamp.SentAt + delay);
                continue;
            }

            packet.State = SentState.Lost;
            LostPackets++;
            InFlight -= packet.Stamp.Size;
            if (packet.Stamp.SentAt < firstLost) firstLost = packet.Stamp.SentAt;
            lastLost = packet.Stamp.SentAt;
            if (!acked[packet.Piece]) lostPieces.Enqueue(packet.Piece);
            Controller.HandleLost(time, packet.Stamp);
        }

        if (rtt.HasSample && lastLost - firstLost > ProbePeriod * 3) Controller.HandlePersistentCongestion(time);
    }

    void Finish()
    {
        Controller.HandleAckProcessed(time, rtt, InFlight);
        sent.Trim(time - (rtt.Smoothed * 2));
        if (acked.Count == options.Pieces) CompletedAt ??= time;
    }

    static TimeSpan? Earliest(TimeSpan? one, TimeSpan? other) => one is null ? other : other is null ? one : one < other ? one : other;

    static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
