using Xunit.Sdk;

namespace ChatBox.Core.Tests;

/// <summary>Random runs that can be replayed: what fails says its seed.</summary>
static class Seeded
{
    public static void Run(int runs, Action<Random> test)
    {
        for (var seed = 1; seed <= runs; seed++) RunOne(seed, test);
    }

    public static void RunOne(int seed, Action<Random> test)
    {
        try
        {
            test(new Random(seed));
        }
        catch (Exception exception)
        {
            throw new XunitException($"Seed {seed}: {exception.Message}", exception);
        }
    }

    /// <summary>Any chars at all, with a liking for what is hard: surrogates, marks, invisible and wide characters.</summary>
    public static string AnyText(this Random random, int maxLength)
    {
        var text = new char[random.Next(maxLength + 1)];
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = (char)(random.Next(8) switch
            {
                0 => random.Next(0x20, 0x7F),
                1 => random.Next(0xD800, 0xE000),
                2 => random.Next(0x300, 0x370),
                3 => random.Next(0x2000, 0x2070),
                4 => random.Next(0xFB00, 0x10000),
                5 => random.Next(0x370, 0x530),
                6 => random.Next(0, 0x20),
                _ => random.Next(0x10000),
            });
        }

        return new string(text);
    }

    public static T Pick<T>(this Random random, IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];
}
