using ChatBox.Core.People;

namespace ChatBox.Core.Tests.People;

/// <summary>Who can be here at the same time, and who is taken for somebody else.</summary>
public class LookAlikeTests
{
    // Real names, all of them, that differ in nothing but i and l, or in a first letter whose capital is the other's small one.
    [Theory]
    [InlineData("Kai", "Kal")]
    [InlineData("Elia", "Ella")]
    [InlineData("Mario", "Marlo")]
    [InlineData("Dario", "Darlo")]
    [InlineData("Aida", "Alda")]
    [InlineData("Aidan", "Aldan")]
    [InlineData("Aiden", "Alden")]
    [InlineData("Raif", "Ralf")]
    [InlineData("Faik", "Falk")]
    [InlineData("Maite", "Malte")]
    [InlineData("Maia", "Mala")]
    [InlineData("Leia", "Lela")]
    [InlineData("Eiko", "Elko")]
    [InlineData("Aila", "Alla")]
    [InlineData("Julia", "Jula")]
    [InlineData("Emil", "Emi")]
    [InlineData("Oliver", "Olive")]
    [InlineData("Ian", "Lan")]
    [InlineData("Iana", "Lana")]
    [InlineData("Ione", "Lone")]
    [InlineData("Ira", "Lra")]
    [InlineData("kai", "kal")]
    [InlineData("IAN", "LAN")]
    [InlineData("Max II", "Max III")]
    [InlineData("Ali", "Alia")]
    [InlineData("Вера", "Вира")]
    public void People_whom_one_can_tell_apart_are_here_together(string one, string other) => Assert.False(Parse(one).IsLike(Parse(other)));

    [Theory]
    [InlineData("lola", "Iola")]
    [InlineData("lan", "Ian")]
    [InlineData("paypal", "paypaI")]
    [InlineData("PayPal", "paypaI")]
    [InlineData("PayPal", "PayPaI")]
    [InlineData("paypal", "paypa1")]
    [InlineData("PAYPAL", "PaypaI")]
    [InlineData("Kal", "KaI")]
    [InlineData("Kai", "KaI")] // the same letters
    [InlineData("Lloyd", "LIoyd")]
    [InlineData("Bill", "BiIl")]
    [InlineData("Bill", "Bi||")]
    [InlineData("alice", "aIice")]
    [InlineData("Alice", "AIice")]
    [InlineData("Al", "AI")]
    [InlineData("KAL", "KAI")] // all in capitals: on the safe side
    [InlineData("Oliver", "0liver")]
    [InlineData("Kim", "Kirn")]
    [InlineData("Anna Lee", "Anna\u2003lee")]
    [InlineData("Hata", "\u041D\u0410\u0422\u0410")] // Cyrillic НАТА
    [InlineData("Pop", "\u0420\u043E\u0440")] // Cyrillic Рор
    [InlineData("kal", "ka\u04C0")] // Cyrillic palochka
    [InlineData("Lisa", "\u13DEisa")] // Cherokee Ꮮ
    [InlineData("علیرضا", "علی\u200Cرضا")]
    public void Who_looks_like_another_or_has_the_same_letters_is_not(string one, string other)
    {
        Assert.True(Parse(one).IsLike(Parse(other)));
        Assert.True(Parse(other).IsLike(Parse(one)));
    }

    [Theory]
    [InlineData("SERVER")]
    [InlineData("ѕerver")]
    public void Nobody_looks_like_the_server(string name)
    {
        Assert.False(PersonName.TryParse(name, out _, out var refusal));
        Assert.Equal("bad_name", refusal.Code);
    }

    [Fact]
    public void Every_real_name_is_like_itself_and_like_no_other()
    {
        var names = RealNames.All.Select(Parse).ToList();
        foreach (var one in names)
            Assert.Equal([one.Text], names.Where(one.IsLike).Select(name => name.Text));
    }

    [Fact]
    public void Being_alike_goes_both_ways_and_everybody_is_like_oneself() => Seeded.Run(5_000, random =>
    {
        if (!PersonName.TryParse(random.AnyText(8), out var one, out _) || !PersonName.TryParse(random.AnyText(8), out var other, out _))
            return;
        Assert.Equal(one.IsLike(other), other.IsLike(one));
        Assert.True(one.IsLike(PersonName.Restore(one.Text)));
    });

    [Theory]
    [InlineData("\u0639\u0644\u06CC\u200C\u0631\u0636\u0627")] // Alireza, as Persian writes it
    [InlineData("\u0645\u0647\u200C\u0633\u0627")] // Mahsa
    [InlineData("\u0628\u0650\u200C\u0647")] // through a vowel mark
    [InlineData("\u0D9A\u0DCA\u200D\u0DBB")] // Sinhala: joiner behind a virama
    [InlineData("\u0915\u094D\u200C\u0937")] // Devanagari: non-joiner behind a virama
    public void A_join_control_stands_where_it_shapes_letters(string name) => Assert.Equal(name, Parse(name).Text);

    [Theory]
    [InlineData("ad\u200Cmin")]
    [InlineData("ad\u200Dmin")]
    [InlineData("\u200C\u0639\u0644")] // at the beginning
    [InlineData("\u0639\u0644\u200C")] // at the end
    [InlineData("\u0639\u0644\u200C\u200C\u0631")] // two
    [InlineData("\u0631\u200C\u0639\u0644")] // behind reh, which joins nothing behind it
    [InlineData("\u0639\u0644\u200D\u0631")] // the joiner shapes nothing here
    [InlineData("\u0639\u200Cx")]
    [InlineData("\u0915\u200C\u0937")] // no virama
    [InlineData("\u05D0\u200C\u05D1")] // Hebrew does not join
    public void A_join_control_that_shapes_nothing_is_refused(string name)
    {
        Assert.False(PersonName.TryParse(name, out _, out var refusal));
        Assert.Equal("bad_name", refusal.Code);
    }

    static PersonName Parse(string text)
    {
        Assert.True(PersonName.TryParse(text, out var name, out var refusal), $"{text}: {refusal?.Message}");
        return name;
    }
}
