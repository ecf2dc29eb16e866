namespace ChatBox.Protocol.Text;

/// <summary>Why bytes could not be read as a message. A closed list; the code of each is stable.</summary>
public enum TextRejection
{
    /// <summary>Not a run of fields: something between them, a bracket inside a value, a field twice, a field missing.</summary>
    BadFrame,

    /// <summary>A field whose key is none of m, s, r, t, p, q.</summary>
    UnknownField,

    /// <summary>A value that is not UTF-8.</summary>
    BadUtf8,

    /// <summary>A message of more than <see cref="TextFrameReader.MaxFrameBytes"/>. Fatal.</summary>
    TooLarge,

    /// <summary>The peer speaks HTTP or TLS. Fatal, so that nothing inside a web request can ever be taken for a message.</summary>
    NotHttp,
}

/// <summary>Code and gravity of a <see cref="TextRejection"/>.</summary>
public static class TextRejections
{
    /// <summary>The code on the wire and in the documentation.</summary>
    public static string Code(this TextRejection rejection) => rejection switch
    {
        TextRejection.BadFrame => TextWords.BadFrame,
        TextRejection.UnknownField => TextWords.UnknownField,
        TextRejection.BadUtf8 => TextWords.BadUtf8,
        TextRejection.TooLarge => TextWords.TooLarge,
        TextRejection.NotHttp => TextWords.NotHttp,
        _ => throw new ArgumentOutOfRangeException(nameof(rejection), rejection, null),
    };

    /// <summary>Whether nothing more can be read from the connection, so that it is closed once told why.</summary>
    public static bool IsFatal(this TextRejection rejection) => rejection is TextRejection.TooLarge or TextRejection.NotHttp;
}
