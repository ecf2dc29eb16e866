using QRCoder;

namespace ChatBox.Server.Doors.Web;

/// <summary>A QR code as rows of 0 and 1, without the quiet zone: the page draws it, the console prints it.</summary>
public static class QrRows
{
    public static IReadOnlyList<string> Of(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        // The library's matrix has a quiet zone of four on each side.
        return [.. code.ModuleMatrix.Skip(4).SkipLast(4).Select(row =>
            string.Concat(row.Cast<bool>().Skip(4).SkipLast(4).Select(isDark => isDark ? '1' : '0')))];
    }
}
