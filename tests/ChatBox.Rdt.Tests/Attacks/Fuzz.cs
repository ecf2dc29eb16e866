namespace ChatBox.Rdt.Tests.Attacks;

/// <summary>How much is tried: CHATBOX_FUZZ=50 tries fifty times as much as a build does.</summary>
static class Fuzz
{
    public static int Count(int usual) =>
        checked((int)(usual * (double.TryParse(Environment.GetEnvironmentVariable("CHATBOX_FUZZ"), out var factor) ? factor : 1)));
}
