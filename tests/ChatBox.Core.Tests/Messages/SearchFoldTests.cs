using System.Text;
using ChatBox.Core.Messages;

namespace ChatBox.Core.Tests.Messages;

public class SearchFoldTests
{
    [Theory]
    [InlineData("Café", "cafe")]
    [InlineData("cafe\u0301", "cafe")]
    [InlineData("ÀÉÎÕÜ", "aeiou")]
    [InlineData("Nguyễn", "nguyen")]
    [InlineData("ＡＢＣ", "abc")]
    [InlineData("ﬁsh", "fish")]
    [InlineData("İstanbul", "istanbul")]
    [InlineData("Diyarbakır", "diyarbakir")]
    [InlineData("DIYARBAKIR", "diyarbakir")]
    [InlineData("ὈΔΥΣΣΕΎΣ", "οδυσσευσ")]
    [InlineData("Οδυσσεύς", "οδυσσευσ")]
    [InlineData("Ёлка", "елка")]
    [InlineData("漢字かな", "漢字かな")]
    [InlineData("한국어", "한국어")]
    [InlineData("हिन्दी", "हिन्दी")]
    [InlineData("مُحَمَّد", "مُحَمَّد")]
    [InlineData("a😀b", "a😀b")]
    [InlineData("", "")]
    public void Capitals_accents_and_widths_are_folded_and_letters_of_other_scripts_stay(string text, string folded) =>
        Assert.Equal(folded, SearchFold.Of(text));

    [Fact]
    public void Kana_with_a_voice_mark_are_letters_of_their_own() => Assert.NotEqual(SearchFold.Of("か"), SearchFold.Of("が"));

    [Fact]
    public void The_fold_of_a_fold_is_itself_for_every_assigned_character()
    {
        foreach (var rune in Unicode.Assigned) AssertIsItsOwnFold(SearchFold.Of($"a{rune}"));
    }

    [Fact]
    public void The_fold_of_a_fold_is_itself_for_any_text() =>
        Seeded.Run(10_000, random => AssertIsItsOwnFold(SearchFold.Of(random.AnyText(60))));

    [Fact]
    public void A_letter_and_its_capital_fold_alike()
    {
        foreach (var rune in Unicode.Assigned.Where(Rune.IsLetter))
        {
            var text = rune.ToString();
            Assert.Equal(SearchFold.Of(text), SearchFold.Of(text.ToLowerInvariant()));
            Assert.Equal(SearchFold.Of(text), SearchFold.Of(text.ToUpperInvariant()));
        }
    }

    [Fact]
    public void A_query_is_its_folded_words_each_once() =>
        Assert.Equal(["zwei", "cafe"], SearchFold.Words("  Zwei\tCafé zwei\u3000CAFE\n"));

    [Fact]
    public void A_query_has_up_to_16_words_and_not_17()
    {
        Assert.Equal(16, SearchFold.Words(string.Join(' ', Enumerable.Range(0, 16))).Count);
        Assert.Equal(16, SearchFold.Words(string.Join(' ', Enumerable.Range(0, 17))).Count);
    }

    static void AssertIsItsOwnFold(string folded) => Assert.Equal(folded, SearchFold.Of(folded));
}
