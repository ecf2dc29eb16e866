using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace ChatBox.Core.People;

/// <summary>The skeleton of UTS #39, section 4: two texts that look alike have the same skeleton.</summary>
static class Confusables
{
    static readonly FrozenDictionary<Rune, string> Table = Load();

    public static void AppendSkeleton(StringBuilder target, Rune rune)
    {
        if (Table.TryGetValue(rune, out var skeleton)) target.Append(skeleton);
        else target.Append(rune);
    }

    static FrozenDictionary<Rune, string> Load()
    {
        using var stream = typeof(Confusables).Assembly.GetManifestResourceStream("confusables.txt")!;
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var table = new Dictionary<Rune, string>();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            var (source, skeleton) = (line[..line.IndexOf(';')], line[(line.IndexOf(';') + 1)..]);
            table[ParseRune(source)] = string.Concat(skeleton.Split(' ').Select(code => ParseRune(code).ToString()));
        }

        return table.ToFrozenDictionary();
    }

    static Rune ParseRune(string hex) => new(int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
}
