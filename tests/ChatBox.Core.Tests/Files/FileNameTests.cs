using System.Globalization;
using System.Text;
using ChatBox.Core.Files;

namespace ChatBox.Core.Tests.Files;

// H1, H2, B4, C2: a name is a label, never a path.
public class FileNameTests
{
    [Theory]
    [InlineData("plan.pdf")]
    [InlineData(".htaccess")]
    [InlineData("-rf")]
    [InlineData("..%2f..%2fetc%2fpasswd")]
    [InlineData("%00")]
    [InlineData("C:")]
    [InlineData("con")]
    [InlineData(" two  blanks ")]
    [InlineData("a\"b;filename*=UTF-8''c")]
    [InlineData("报告 📎.txt")]
    [InlineData("...")]
    [InlineData("photo\u202egpj.exe")]
    [InlineData("x")]
    public void A_label_is_kept_as_it_is(string text) => Assert.Equal(text, Parse(text).Text);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\u3000")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("/")]
    [InlineData("../../etc/passwd")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("\\\\srv\\share")]
    [InlineData("C:\\")]
    [InlineData("a\0b")]
    [InlineData("a\rb")]
    [InlineData("a\nb")]
    [InlineData("a\u001b[31mb")]
    [InlineData("a\u007f")]
    [InlineData("a\u0085b")]
    [InlineData("a\u2028b")]
    [InlineData("a\u2029b")]
    [InlineData("a\ufffeb")]
    public void What_is_a_path_or_touches_a_terminal_is_refused(string? text) => Assert.Equal("bad_file_name", Refused(text).Code);

    [Fact]
    public void Half_a_character_is_refused()
    {
        foreach (var text in Some.LoneSurrogates) Assert.Equal("bad_file_name", Refused(text).Code);
    }

    [Theory]
    [InlineData("a", 255)]
    [InlineData("é", 127)]
    [InlineData("报", 85)]
    [InlineData("😀", 63)]
    public void A_name_has_at_most_255_bytes(string sign, int count)
    {
        var most = string.Concat(Enumerable.Repeat(sign, count));
        Assert.Equal(most, Parse(most).Text);
        Refused(most + sign);
    }

    [Fact]
    public void The_names_of_a_mac_are_those_of_everybody_else() => Assert.Equal(Parse("caf\u00e9").Text, Parse("cafe\u0301").Text);

    [Fact]
    public void Whatever_is_sent_is_refused_or_a_bounded_label() => Seeded.Run(20_000, random =>
    {
        var text = random.AnyText(300);
        if (!FileName.TryParse(text, out var name, out var refusal))
        {
            Assert.Equal("bad_file_name", refusal.Code);
            return;
        }

        Assert.InRange(Encoding.UTF8.GetByteCount(name.Text), 1, FileName.MaxBytes);
        Assert.DoesNotContain(name.Text, sign => sign is '/' or '\\' || char.IsControl(sign));
        Assert.Equal(name, Parse(name.Text));
    });

    [Theory]
    [InlineData("plan.pdf", "plan.pdf")]
    [InlineData("报告 📎.txt", "报告 📎.txt")]
    [InlineData(".htaccess", "_htaccess")]
    [InlineData("-rf", "_rf")]
    [InlineData("~root", "_root")]
    [InlineData("con", "_on")]
    [InlineData("CON.txt", "_ON.txt")]
    [InlineData("com1.tar.gz", "_om1.tar.gz")]
    [InlineData("LPT\u00b2", "_PT\u00b2")]
    [InlineData("con .txt", "_on .txt")]
    [InlineData("console.txt", "console.txt")]
    [InlineData("a.exe. . ", "a.exe")]
    [InlineData(" a ", "a")]
    [InlineData("...", "_")]
    [InlineData("a.txt:stream", "a.txt_stream")]
    [InlineData("a<b>c\"d|e?f*g", "a_b_c_d_e_f_g")]
    [InlineData("photo\u202egpj.exe", "photo_gpj.exe")]
    [InlineData("a\u200b.txt", "a_.txt")]
    public void A_name_for_saving_hides_nothing_and_is_nothing_else(string text, string saved) =>
        Assert.Equal(saved, Parse(text).ForSaving());

    [Fact]
    public void Whatever_the_name_the_one_for_saving_is_a_plain_file() => Seeded.Run(20_000, random =>
    {
        if (!FileName.TryParse(random.Next(4) == 0 ? random.Pick(Hard) + random.AnyText(3) : random.AnyText(60), out var name, out _))
            return;
        var saved = name.ForSaving();
        Assert.NotEmpty(saved);
        Assert.InRange(Encoding.UTF8.GetByteCount(saved), 1, FileName.MaxBytes);
        Assert.DoesNotContain(saved[0], ".-~ ");
        Assert.DoesNotContain(saved[^1], ". ");
        Assert.DoesNotContain(
            saved.EnumerateRunes(),
            rune => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control || rune.Value is '/' or '\\' or ':');
        Assert.Equal(Path.GetFileName(saved), saved);
        Assert.Equal(saved, FileName.Restore(saved).ForSaving());
    });

    static readonly string[] Hard = [".", "..", "-", "con", "NUL.", "aux ", "~", " .", "com1"];

    static FileName Parse(string? text)
    {
        Assert.True(FileName.TryParse(text, out var name, out var refusal), refusal?.Message);
        return name;
    }

    static Refusal Refused(string? text)
    {
        Assert.False(FileName.TryParse(text, out _, out var refusal), text);
        Assert.Equal("bad_file_name", refusal.Code);
        return refusal;
    }
}
