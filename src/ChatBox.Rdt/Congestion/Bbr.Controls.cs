namespace ChatBox.Rdt.Congestion;

/// <summary>Rate and window, from the model (draft, "Updating Control Parameters").</summary>
public sealed partial class Bbr
{
    void UpdateControls()
    {
        SetPacingRate(pacingGain);
        SetWindow();
    }

    void SetPacingRate(double gain)
    {
        // The bandwidth is what arrives; of what is sent for it the line loses its own share.
        var rate = gain * Bandwidth * BbrConstants.PacingMargin / (1 - judge.LineLoss);
        // Before the pipe was full once, what was measured is what we sent: it must not slow us down.
        if (rate > 0 && (isFullPipeReached || rate > PacingRate)) PacingRate = rate;
    }

    void SetWindow()
    {
        var most = Quantize((windowGain * BandwidthDelayProduct) + extraAcked.Value);
        if (isFullPipeReached) Window = Math.Min(Window + newlyAcked, most);
        else if (Window < most || sampler.Delivered < initialWindow) Window += newlyAcked;
        Window = Math.Max(Window, MinPipe);
        if (State == BbrState.ProbeRtt) Window = Math.Min(Window, ProbeRttWindow);
        BoundWindow();
    }

    /// <summary>BoundCwndForModel().</summary>
    void BoundWindow()
    {
        var bound = State switch
        {
            BbrState.ProbeDown or BbrState.ProbeRefill or BbrState.ProbeUp => InflightBound,
            BbrState.ProbeRtt or BbrState.ProbeCruise => BoundWithHeadroom,
            _ => long.MaxValue,
        };
        Window = Math.Min(Window, Math.Max(Math.Min(bound, inflightShort), MinPipe));
    }
}
