namespace ChatBox.Core.Presence;

public enum PresenceState
{
    Offline,
    Away,
    Online,
}
