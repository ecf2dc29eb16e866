namespace ChatBox.Server.Admin;

/// <summary>A secret among the options: it is never shown where they are printed or logged.</summary>
public sealed class HiddenText(string value)
{
    public string Reveal() => value;

    public override string ToString() => "(hidden)";
}
