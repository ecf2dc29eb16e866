namespace ChatBox.Rdt.Congestion;

/// <summary>The highest value of this turn and the one before.</summary>
struct TwoTurnMaximum
{
    double current;
    double previous;

    public readonly double Value => Math.Max(current, previous);

    public void Update(double value)
    {
        if (value > current) current = value;
    }

    public void Advance() => (previous, current) = (current, 0);
}
