using ChatBox.Core.Events;
using ChatBox.Core.People;

namespace ChatBox.Core.Tests.Chats;

/// <summary>Reading a list of news.</summary>
static class News
{
    public static IEnumerable<T> Of<T>(this IEnumerable<Notice> news)
        where T : ChatEvent => news.Select(notice => notice.Event).OfType<T>();

    /// <summary>Who is told, by id; null for everybody.</summary>
    public static IReadOnlyCollection<PersonId>? Told(this Notice notice) => notice.Audience switch
    {
        Audience.One one => [one.Person],
        Audience.Many many => many.People,
        _ => null,
    };

    /// <summary>The one piece of news of this kind, and who is told.</summary>
    public static (T Event, IReadOnlyCollection<PersonId>? Told) Single<T>(this IEnumerable<Notice> news)
        where T : ChatEvent
    {
        var notice = Assert.Single(news, notice => notice.Event is T);
        return ((T)notice.Event, notice.Told());
    }

    public static void AssertTells<T>(this IEnumerable<Notice> news, params IEnumerable<Person> people)
        where T : ChatEvent =>
        Assert.Equal(people.Select(person => person.Id).Order(), news.Where(notice => notice.Event is T).SelectMany(notice => notice.Told()!).Order());
}
