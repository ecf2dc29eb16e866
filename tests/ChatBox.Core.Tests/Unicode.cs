using System.Globalization;
using System.Text;

namespace ChatBox.Core.Tests;

/// <summary>The characters that Unicode knows.</summary>
static class Unicode
{
    /// <summary>Every assigned character of the first two planes: all that people write with.</summary>
    public static IEnumerable<Rune> Assigned
    {
        get
        {
            for (var value = 0; value < 0x20000; value++)
            {
                if (!Rune.TryCreate(value, out var rune)) continue;
                if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse))
                    yield return rune;
            }
        }
    }
}
