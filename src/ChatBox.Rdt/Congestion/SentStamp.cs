using System.Runtime.InteropServices;

namespace ChatBox.Rdt.Congestion;

/// <summary>
/// What a controller notes on a packet when it leaves (draft-cheng-iccrg-delivery-rate-estimation, section 3.2, and what BBR adds to it).
/// </summary>
/// <param name="SentAt">When it left.</param>
/// <param name="Size">Bytes of its UDP payload.</param>
/// <param name="Delivered">Bytes that had been delivered by then.</param>
/// <param name="DeliveredAt">When the last of those was acknowledged.</param>
/// <param name="FirstSentAt">When the first packet of the sampling interval left.</param>
/// <param name="InFlight">Bytes in flight, itself included.</param>
/// <param name="Lost">Bytes that had been lost by then.</param>
/// <param name="IsAppLimited">The sender had nothing more to send then.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SentStamp(
    TimeSpan SentAt, int Size, long Delivered, TimeSpan DeliveredAt, TimeSpan FirstSentAt, long InFlight, long Lost, bool IsAppLimited)
{
    /// <summary>By how many percent of what the path delivers the sender stayed below it on purpose when it left, 0 to 99.</summary>
    public byte HeldBackPercent { get; init; }
}
