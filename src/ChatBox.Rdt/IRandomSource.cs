namespace ChatBox.Rdt;

/// <summary>Chance, as an argument. Drivers give <see cref="Security.SecureRandomSource"/>; a simulation gives its seed.</summary>
public interface IRandomSource
{
    void Fill(Span<byte> bytes);
}
