namespace ChatBox.Core.People;

/// <summary>
/// Somebody with a name. <paramref name="IsGuest"/>: came by the text door, is there while the connection is open.
/// <paramref name="IsGone"/>: has logged out for good; the name is free, what was written stays.
/// </summary>
public sealed record Person(PersonId Id, PersonName Name, bool IsGuest, bool IsGone = false);
