namespace ChatBox.Protocol.Text;

/// <summary>How the brackets of a field are written. Both are read; a connection is answered in the one it used first.</summary>
public enum TextSpelling
{
    /// <summary><c>&lt;s:alice&gt;</c>, as the old program's documentation has it.</summary>
    Single,

    /// <summary><c>&lt;&lt;s:alice&gt;&gt;</c>, as the old program really wrote it.</summary>
    Doubled,
}
