namespace ChatBox.Core.Calls;

public static class CallLimits
{
    /// <summary>How long it rings. As long as a telephone's mailbox waits.</summary>
    public static readonly TimeSpan RingTime = TimeSpan.FromSeconds(45);

    /// <summary>How long the place of who lost the connection is kept: a reload, a change of networks, a restart of the server.</summary>
    public static readonly TimeSpan ReturnTime = TimeSpan.FromSeconds(30);

    /// <summary>
    /// People in a call where anybody's camera or screen is on: everybody sends to everybody, and a home's uplink carries five pictures.
    /// </summary>
    public const int WithVideo = 6;

    /// <summary>People in a call by sound alone.</summary>
    public const int WithSound = 10;

    /// <summary>Bytes of a description, as UTF-8. A browser's own has 3 to 8 KiB.</summary>
    public const int DescriptionBytes = 64 * 1024;

    /// <summary>Characters of a candidate. The longest that browsers write have some 200.</summary>
    public const int CandidateLength = 1024;

    /// <summary>Characters of the words that say which part of a description a candidate belongs to.</summary>
    public const int CandidateWordLength = 256;

    /// <summary>Candidates that one side may send another behind each of its descriptions.</summary>
    public const int Candidates = 200;

    /// <summary>Signals of one person at once: nine others, each with a description and all its candidates.</summary>
    public const int SignalBurst = 9 * (Candidates + 1);

    public const int SignalsPerSecond = 50;

    /// <summary>Bytes of descriptions of one person at once: nine of the largest, and more each second.</summary>
    public const int SignalBurstBytes = 9 * DescriptionBytes;

    public const int SignalBytesPerSecond = 32 * 1024;

    /// <summary>Calls that one person may begin at once; each rings, or at least leaves a line.</summary>
    public const int StartBurst = 10;

    public const double StartsPerSecond = 0.1;

    /// <summary>Everything else that one person may do with calls at once: push-to-talk tells the others twice for each press.</summary>
    public const int ActionBurst = 100;

    public const int ActionsPerSecond = 20;
}
