namespace ChatBox.Rdt.Udp.Sockets;

/// <summary>What became of datagrams that were handed to the system.</summary>
public enum SendOutcome
{
    /// <summary>They are on their way, or lost like any other.</summary>
    Sent,

    /// <summary>The system has no room now, and nothing was sent: wait until it is writable.</summary>
    NoRoom,

    /// <summary>The interface takes only smaller ones, and none of this size was sent.</summary>
    TooLarge,
}
