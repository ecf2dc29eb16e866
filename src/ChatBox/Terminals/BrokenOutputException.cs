namespace ChatBox.Terminals;

/// <summary>Nobody reads the output any more.</summary>
sealed class BrokenOutputException(IOException innerException) : Exception("Nobody reads the output any more.", innerException);
