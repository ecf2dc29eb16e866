using System.Diagnostics.CodeAnalysis;

namespace ChatBox.Core.People;

/// <summary>Who somebody is, whatever the name. Positive; drawn at random.</summary>
public readonly record struct PersonId(long Value) : IComparable<PersonId>
{
    public int CompareTo(PersonId other) => Value.CompareTo(other.Value);

    public override string ToString() => OpaqueId.Format(Value);

    public static bool TryParse([NotNullWhen(true)] string? text, out PersonId id)
    {
        var parsed = OpaqueId.TryParse(text, out var value);
        id = new PersonId(value);
        return parsed;
    }

    public static bool operator <(PersonId left, PersonId right) => left.Value < right.Value;
    public static bool operator >(PersonId left, PersonId right) => left.Value > right.Value;
    public static bool operator <=(PersonId left, PersonId right) => left.Value <= right.Value;
    public static bool operator >=(PersonId left, PersonId right) => left.Value >= right.Value;
}
