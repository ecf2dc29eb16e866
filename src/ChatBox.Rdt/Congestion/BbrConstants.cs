namespace ChatBox.Rdt.Congestion;

/// <summary>The constants of draft-ietf-ccwg-bbr, by its names where it has one.</summary>
static class BbrConstants
{
    /// <summary>StartupPacingGain: the least that doubles the rate each round.</summary>
    public const double StartupPacing = 2.77;

    public const double DrainPacing = 0.5;
    public const double DownPacing = 0.9;
    public const double UpPacing = 1.25;

    /// <summary>DefaultCwndGain, in Startup and Drain.</summary>
    public const double StartupWindowGain = 2;

    /// <summary>
    /// The same afterwards; the draft has 2. Beside TCP the window is what bounds a flow, and the half less leaves a CUBIC flow its share
    /// where the queue holds one or two bandwidth-delay products. What the difference is for, acknowledgements that come late and in
    /// bunches, is measured by itself and added.
    /// </summary>
    public const double WindowGain = 1.5;

    /// <summary>The draft has 2.25.</summary>
    public const double UpWindowGain = 1.75;

    public const double ProbeRttWindowGain = 0.5;

    /// <summary>PacingMarginPercent, as a factor.</summary>
    public const double PacingMargin = 0.99;

    /// <summary>LossThresh: more than this share lost in a round of probing was too much.</summary>
    public const double LossThreshold = 0.02;

    /// <summary>Beta: no reaction goes below this share.</summary>
    public const double Beta = 0.7;

    /// <summary>Headroom: this share of the long-term bound is left to others while cruising.</summary>
    public const double Headroom = 0.15;

    /// <summary>StartupFullLossCnt.</summary>
    public const int StartupLossEvents = 6;

    /// <summary>Rounds without a quarter more bandwidth after which the pipe counts as full.</summary>
    public const int FullPipeRounds = 3;

    public const double FullPipeGrowth = 1.25;

    /// <summary>MinPipeCwnd, in datagrams.</summary>
    public const int MinPipe = 4;

    /// <summary>Rounds after which Reno at a small window would have probed too.</summary>
    public const int RenoRounds = 63;

    /// <summary>MinRTTFilterLen, and ProbeRTTInterval too, for which the draft has 5 s (docs/rdt.md, Congestion).</summary>
    public static readonly TimeSpan MinRttWindow = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan ProbeRttDuration = TimeSpan.FromMilliseconds(200);

    /// <summary>The least time between probes for bandwidth; up to a second more is added by chance.</summary>
    public static readonly TimeSpan ProbeWait = TimeSpan.FromSeconds(2);
}
