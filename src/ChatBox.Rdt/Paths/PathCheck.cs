namespace ChatBox.Rdt.Paths;

/// <summary>Proves an address: a challenge goes there, and the right response must come back from there (RFC 9000, section 8.2).</summary>
sealed class PathCheck(Path path, TimeSpan startedAt, TimeSpan patience, IRandomSource random)
{
    const int MaxChallenges = 3;

    Path path = path;
    TimeSpan nextAt = startedAt;
    int challenges;

    public PeerAddress Address => path.Address;

    /// <summary>Known to nobody who does not get what is sent to the address.</summary>
    public ulong Challenge { get; } = random.NextUInt64();

    /// <summary>When the check has failed.</summary>
    public TimeSpan GiveUpAt { get; } = startedAt + (patience * MaxChallenges);

    public TimeSpan? NextChallengeAt => challenges < MaxChallenges ? nextAt : null;

    public long Allowance => path.Allowance;

    public void HandleReceived(int bytes) => path.HandleReceived(bytes);

    public void HandleChallengeSent(TimeSpan now, int bytes)
    {
        path.HandleSent(bytes);
        challenges++;
        nextAt = now + patience;
    }
}
