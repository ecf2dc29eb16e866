using System.Text;
using ChatBox.Core.People;

namespace ChatBox.Core.Tests.People;

public class NameKeyTests
{
    [Theory]
    [InlineData("admin", "\u0410dmin")] // Cyrillic А
    [InlineData("admin", "\u0430dmin")] // Cyrillic а
    [InlineData("admin", "ＡＤＭＩＮ")]
    [InlineData("admin", "Admin")]
    [InlineData("admin", "adm\u0456n")] // Ukrainian і
    [InlineData("admin", "adrnin")]
    [InlineData("admin", "admin\uFE0F")] // a variation selector is nothing to the eye
    [InlineData("admin", "ad\uFE00min")]
    [InlineData("admin", "admin\U000E0100")]
    [InlineData("admin", "ad\u180Bmin")]
    [InlineData("kate", "\u212Aate")] // Kelvin sign
    [InlineData("ohm", "Ohm")]
    [InlineData("bob", "b0b")]
    [InlineData("éva", "e\u0301va")]
    [InlineData("straße", "STRAẞE")]
    [InlineData("Νίκος", "ΝΊΚΟΣ")]
    [InlineData("ﬁona", "fiona")]
    [InlineData("scope", "\u0455\u0441\u043E\u0440\u0435")] // all Cyrillic
    [InlineData("a b", "a\u1680b")]
    public void Names_whose_letters_look_alike_share_a_key(string one, string other) => Assert.Equal(KeyOf(one), KeyOf(other));

    [Theory]
    [InlineData("eva", "éva")]
    [InlineData("anna", "anne")]
    [InlineData("user1", "user2")]
    [InlineData("max", "max 2")]
    [InlineData("😀", "😁")]
    [InlineData("小明", "小朋")]
    public void Names_that_look_different_have_different_keys(string one, string other) => Assert.NotEqual(KeyOf(one), KeyOf(other));

    [Theory]
    [InlineData("Kai", "Kal")]
    [InlineData("Elia", "Ella")]
    [InlineData("admin", "admln")]
    [InlineData("admin", "adm1n")]
    public void A_small_i_is_no_l(string one, string other) => Assert.NotEqual(KeyOf(one), KeyOf(other));

    [Fact]
    public void Two_hundred_real_names_have_two_hundred_keys()
    {
        Assert.Equal(200, RealNames.All.Length);
        var twins = RealNames.All.GroupBy(KeyOf).Where(group => group.Count() > 1).Select(group => string.Join(" = ", group));
        Assert.Empty(twins);
        var doubles = RealNames.All.GroupBy(NameLook.Of).Where(group => group.Count() > 1).Select(group => string.Join(" = ", group));
        Assert.Empty(doubles);
    }

    [Fact]
    public void A_hundred_numbered_users_have_a_hundred_keys() =>
        Assert.Equal(100, Enumerable.Range(0, 100).Select(i => KeyOf($"user{i}")).Distinct().Count());

    [Fact]
    public void The_key_of_a_key_is_the_key_for_every_assigned_character()
    {
        foreach (var rune in Unicode.Assigned) AssertIsItsOwnKey(NameKey.Of($"a{rune}"));
    }

    [Fact]
    public void The_key_of_a_key_is_the_key_for_any_text() =>
        Seeded.Run(10_000, random => AssertIsItsOwnKey(NameKey.Of(random.AnyText(40))));

    [Fact]
    public void The_key_does_not_depend_on_how_the_text_was_normalized()
    {
        foreach (var name in RealNames.All)
            foreach (var form in new[] { NormalizationForm.FormC, NormalizationForm.FormD, NormalizationForm.FormKC, NormalizationForm.FormKD })
                Assert.Equal(KeyOf(name), KeyOf(name.Normalize(form)));
    }

    [Fact]
    public void The_key_does_not_depend_on_capitals()
    {
        foreach (var name in RealNames.All)
        {
            Assert.Equal(KeyOf(name), KeyOf(name.ToLowerInvariant()));
            Assert.Equal(KeyOf(name), KeyOf(name.ToUpperInvariant()));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("con")]
    public void What_cannot_be_a_name_has_no_key_to_look_up(string text) => Assert.Null(PersonName.KeyOf(text));

    static void AssertIsItsOwnKey(string key) => Assert.Equal(key, NameKey.Of(key));

    static string KeyOf(string name)
    {
        Assert.True(PersonName.TryParse(name, out var parsed, out var refusal), $"{name}: {refusal?.Message}");
        return parsed.Key;
    }
}
