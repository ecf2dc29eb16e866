namespace ChatBox.Server.Doors.Text;

/// <summary>What waits for one connection, and what was left out of it because too much did. Thread-safe.</summary>
sealed class TextBacklog
{
    readonly Lock gate = new();
    int frames;
    int bytes;
    int lost;

    // Counted from the first frame on, so that the notice stands where the messages are missing.
    long added;
    long written;
    long lostAfter;

    /// <summary>Counts a frame of news in; false where it is to be left out.</summary>
    public bool TryAdd(int length, bool mayBeLost)
    {
        lock (gate)
        {
            if (mayBeLost && (frames >= TextLimits.MaxSpacedFrames || bytes + length > TextLimits.MaxSpacedBytes))
            {
                if (lost++ == 0) lostAfter = added;
                return false;
            }

            frames++;
            bytes += length;
            added++;
            return true;
        }
    }

    public void HandleWritten(int length)
    {
        lock (gate)
        {
            frames--;
            bytes -= length;
            written++;
        }
    }

    /// <summary>Whether messages are missing at this place.</summary>
    public bool HasLost
    {
        get
        {
            lock (gate) return lost > 0 && written >= lostAfter;
        }
    }

    /// <summary>How many are missing at this place; told once.</summary>
    public int TakeLost()
    {
        lock (gate)
        {
            if (!HasLost) return 0;
            var count = lost;
            lost = 0;
            return count;
        }
    }
}
