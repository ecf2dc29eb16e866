using System.Text;
using ChatBox.Core.People;
using FsCheck;
using FsCheck.Fluent;

namespace ChatBox.Core.Tests.People;

public class PersonNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("7")]
    [InlineData("alice")]
    [InlineData("Anna Maria")]
    [InlineData("O'Brien")]
    [InlineData("...a")]
    [InlineData("console")]
    [InlineData("Allison")]
    [InlineData("Ali")]
    [InlineData("PM")]
    [InlineData("😀")]
    [InlineData("❤\uFE0F")]
    [InlineData("नमस्ते")]
    [InlineData("Z\u0301")]
    public void A_name_of_letters_digits_or_signs_is_taken_as_it_is(string input) =>
        Assert.Equal(input.Normalize(NormalizationForm.FormKC), Parse(input).Text);

    [Theory]
    [InlineData("  alice  ", "alice")]
    [InlineData("ａｌｉｃｅ", "alice")]
    [InlineData("\u00A0bob\u2003smith", "bob smith")]
    [InlineData("e\u0301va", "éva")]
    public void Space_around_a_name_and_forms_of_width_are_brought_to_one_spelling(string input, string text) =>
        Assert.Equal(text, Parse(input).Text);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\u3000")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("con")]
    [InlineData("CON")]
    [InlineData("ｎｕｌ")]
    [InlineData("aux")]
    [InlineData("prn")]
    [InlineData("all")]
    [InlineData("ALL")]
    [InlineData("server")]
    [InlineData("Server")]
    [InlineData("s\u0435rver")] // Cyrillic е
    [InlineData("\u0301")]
    [InlineData("\u0301\u0302\u20DD")]
    [InlineData("\u0301a")]
    [InlineData("\u00A8")]
    [InlineData("a  b")]
    [InlineData("alice\u202E")]
    [InlineData("\u202Eecila")]
    [InlineData("ali\u2066ce")]
    [InlineData("admin\u200B")]
    [InlineData("ad\u200Dmin")]
    [InlineData("ad\u00ADmin")]
    [InlineData("\uFEFFadmin")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a\tb")]
    [InlineData("a\u0007b")]
    [InlineData("\u001B[31mred")]
    [InlineData("a\u2028b")]
    [InlineData("a\u0085b")]
    [InlineData("\u3164")]
    [InlineData("a\uFFA0b")]
    [InlineData("\u2800")]
    [InlineData("a\u034Fb")]
    [InlineData("\U0001D159")]
    [InlineData("\U00013441")]
    [InlineData("\uE000")]
    [InlineData("\u0378")]
    [InlineData("\uFFFE")]
    [InlineData("a\uFFFFb")]
    public void What_is_no_name_is_refused(string? input)
    {
        Assert.False(PersonName.TryParse(input, out var name, out var refusal));
        Assert.Null(name);
        Assert.Equal("bad_name", refusal.Code);
    }

    [Fact]
    public void Half_a_character_is_no_name()
    {
        foreach (var input in Some.LoneSurrogates) What_is_no_name_is_refused(input);
    }

    [Theory]
    [InlineData("a", 32)]
    [InlineData("漢", 32)]
    [InlineData("😀", 32)]
    public void A_name_has_up_to_32_characters_and_not_33(string sign, int length)
    {
        Assert.True(PersonName.TryParse(Repeat(sign, length), out _, out _));
        Assert.False(PersonName.TryParse(Repeat(sign, length + 1), out _, out var refusal));
        Assert.Equal("bad_name", refusal.Code);
    }

    [Fact]
    public void A_rooms_name_has_up_to_64_characters_and_not_65()
    {
        Assert.True(PersonName.TryParseRoom(Repeat("a", 64), out _, out _));
        Assert.False(PersonName.TryParseRoom(Repeat("a", 65), out _, out _));
    }

    [Fact]
    public void The_length_is_counted_after_compatibility_characters_are_spelt_out()
    {
        const string ligature = "\uFDFA"; // eighteen characters
        Assert.True(PersonName.TryParse(ligature, out _, out _));
        Assert.False(PersonName.TryParse(ligature + ligature, out _, out _));
    }

    [Fact]
    public void A_name_that_was_accepted_is_accepted_again_as_itself()
    {
        Seeded.Run(10_000, random =>
        {
            if (!PersonName.TryParse(random.AnyText(12), out var name, out _)) return;
            Assert.True(PersonName.TryParse(name.Text, out var again, out var refusal), refusal?.Message);
            Assert.Equal(name, again);
            Assert.Equal(name, PersonName.Restore(name.Text));
        });
    }

    // FsCheck makes what fails as short as it can; here of pieces that change when they are normalized.
    [Fact]
    public void Reading_a_name_again_changes_neither_it_nor_its_key() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(10_000), Prop.ForAll(
            Gen.Elements(
                "a", "A", "Ａ", "ﬁ", "é", "e\u0301", "\u0301", "\u0345", "а", "І", "ſ", "\u212A", "İ", "ß", "ẞ", "Ω", "㎏", "½",
                "漢", "한", "ᄒ", "ᅡ", " ", "\u3000", "-", "1", "l", "x")
                .ListOf().Select(string.Concat).ToArbitrary(),
            text => !PersonName.TryParse(text, out var name, out _)
                || (PersonName.TryParse(name.Text, out var again, out _) && again.Equals(name) && again.Text == name.Text
                    && PersonName.KeyOf(again.Text) == PersonName.KeyOf(text))));

    [Fact]
    public void No_text_throws()
    {
        Seeded.Run(10_000, random =>
        {
            var text = random.AnyText(300);
            _ = PersonName.TryParse(text, out _, out _);
            _ = PersonName.TryParseRoom(text, out _, out _);
            _ = PersonName.KeyOf(text);
            PersonName.Restore(text);
        });
        for (var value = 0; value <= 0xFFFF; value++)
        {
            _ = PersonName.TryParse($"a{(char)value}b", out _, out _);
            PersonName.Restore($"a{(char)value}b");
        }
    }

    [Fact]
    public void This_process_can_normalize() => Assert.True(PersonName.CanNormalize());

    static PersonName Parse(string input)
    {
        Assert.True(PersonName.TryParse(input, out var name, out var refusal), refusal?.Message);
        return name;
    }

    static string Repeat(string sign, int count) => string.Concat(Enumerable.Repeat(sign, count));
}
