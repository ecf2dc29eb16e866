using System.Diagnostics.CodeAnalysis;

namespace ChatBox.Core.Calls;

/// <summary>Which call. Positive; drawn at random.</summary>
public readonly record struct CallId(long Value) : IComparable<CallId>
{
    public int CompareTo(CallId other) => Value.CompareTo(other.Value);

    public override string ToString() => OpaqueId.Format(Value);

    public static bool TryParse([NotNullWhen(true)] string? text, out CallId id)
    {
        var parsed = OpaqueId.TryParse(text, out var value);
        id = new CallId(value);
        return parsed;
    }

    public static bool operator <(CallId left, CallId right) => left.Value < right.Value;
    public static bool operator >(CallId left, CallId right) => left.Value > right.Value;
    public static bool operator <=(CallId left, CallId right) => left.Value <= right.Value;
    public static bool operator >=(CallId left, CallId right) => left.Value >= right.Value;
}
