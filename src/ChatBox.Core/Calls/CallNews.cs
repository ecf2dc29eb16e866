using ChatBox.Core.People;

namespace ChatBox.Core.Calls;

/// <summary>What became of a call. <see cref="Chat"/> makes of it news for people and entries for the store.</summary>
abstract record CallNews(CallView View)
{
    /// <summary>Began, or somebody came, went, or was lost.</summary>
    public sealed record Changed(CallView View, CallRecord Record) : CallNews(View);

    /// <summary>Somebody's connection or media changed: nothing to store.</summary>
    public sealed record Shown(CallView View, bool ToParticipantsOnly) : CallNews(View);

    /// <param name="View">How it was at the end.</param>
    /// <param name="ReadBy">To whom its line is no news: who took part, or declined.</param>
    public sealed record Over(CallView View, IReadOnlyList<PersonId> ReadBy) : CallNews(View);
}
