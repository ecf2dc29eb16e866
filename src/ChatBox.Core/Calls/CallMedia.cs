namespace ChatBox.Core.Calls;

/// <summary>What a participant sends, as the others are shown it.</summary>
public readonly record struct CallMedia(bool IsMuted, bool HasCamera, bool HasScreen)
{
    public bool HasVideo => HasCamera || HasScreen;
}
