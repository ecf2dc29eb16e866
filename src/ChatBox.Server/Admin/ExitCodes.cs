namespace ChatBox.Server.Admin;

/// <summary>What <c>chatbox serve</c> tells the shell when it ends.</summary>
public static class ExitCodes
{
    /// <summary>The server ran and was stopped in order.</summary>
    public const int Stopped = 0;

    /// <summary>Anything the other codes do not name.</summary>
    public const int Failed = 1;

    /// <summary>A flag or a setting is wrong, one's own certificate included; nothing was started.</summary>
    public const int Settings = 2;

    /// <summary>The data directory, or a file that belongs in it, cannot be used, or another server uses it.</summary>
    public const int Data = 3;

    /// <summary>A port is in use.</summary>
    public const int PortInUse = 5;
}
