namespace ChatBox.Rdt.Congestion;

/// <summary>What one acknowledgement says about the path.</summary>
/// <param name="Rate">Bytes a second; 0 if the interval is not to be believed.</param>
/// <param name="Delivered">Bytes delivered between the sending of the newest packet and its acknowledgement.</param>
/// <param name="PriorDelivered">Bytes delivered when that packet left: what tells round trips apart.</param>
/// <param name="Lost">Bytes lost in the same time.</param>
/// <param name="InFlight">Bytes in flight when that packet left, itself included.</param>
/// <param name="Rtt">From its sending until now.</param>
/// <param name="IsAppLimited">The sender had nothing more to send then.</param>
/// <param name="HeldBack">By which share of what the path delivers it stayed below it on purpose then, 0 to 1.</param>
readonly record struct RateSample(
    double Rate, long Delivered, long PriorDelivered, long Lost, long InFlight, TimeSpan Rtt, bool IsAppLimited, double HeldBack);
