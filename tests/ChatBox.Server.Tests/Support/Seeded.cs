using Xunit.Sdk;

namespace ChatBox.Server.Tests.Support;

/// <summary>Random runs that can be replayed: what fails says its seed.</summary>
static class Seeded
{
    public static void Run(int runs, Action<Random> test)
    {
        for (var seed = 1; seed <= runs; seed++)
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
    }

    public static byte[] Bytes(this Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    public static T Pick<T>(this Random random, params IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];
}
