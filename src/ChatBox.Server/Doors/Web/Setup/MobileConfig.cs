using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;

namespace ChatBox.Server.Doors.Web.Setup;

/// <summary>The authority as a configuration profile, the form in which iOS and macOS take one from a browser.</summary>
static class MobileConfig
{
    public const string ContentType = "application/x-apple-aspen-config";

    /// <summary>One authority gives one profile, byte by byte: installing it again replaces it.</summary>
    public static byte[] For(X509Certificate2 authority, string houseName)
    {
        var hash = authority.GetCertHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        var identifier = $"chatbox.authority.{Convert.ToHexStringLower(hash.AsSpan(0, 8))}";
        var payload = Dict(
            ("PayloadType", Text("com.apple.security.root")),
            ("PayloadVersion", Number(1)),
            ("PayloadIdentifier", Text($"{identifier}.root")),
            ("PayloadUUID", Text(new Guid(hash.AsSpan(0, 16)).ToString("D").ToUpperInvariant())),
            ("PayloadDisplayName", Text($"ChatBox {houseName}")),
            ("PayloadCertificateFileName", Text("chatbox.crt")),
            ("PayloadContent", new XElement("data", Convert.ToBase64String(authority.RawData))));
        var profile = Dict(
            ("PayloadType", Text("Configuration")),
            ("PayloadVersion", Number(1)),
            ("PayloadIdentifier", Text(identifier)),
            ("PayloadUUID", Text(new Guid(hash.AsSpan(16, 16)).ToString("D").ToUpperInvariant())),
            ("PayloadDisplayName", Text($"ChatBox {houseName}")),
            ("PayloadDescription", Text("Lets this device trust the ChatBox server of this house. It can vouch for private networks only.")),
            ("PayloadContent", new XElement("array", payload)));

        var document = new XDocument(
            new XDeclaration("1.0", "UTF-8", null),
            new XDocumentType("plist", "-//Apple//DTD PLIST 1.0//EN", "http://www.apple.com/DTDs/PropertyList-1.0.dtd", null),
            new XElement("plist", new XAttribute("version", "1.0"), profile));
        using var stream = new MemoryStream();
        document.Save(stream);
        return stream.ToArray();
    }

    static XElement Dict(params ReadOnlySpan<(string Key, XElement Value)> entries)
    {
        var dict = new XElement("dict");
        foreach (var (key, value) in entries)
            dict.Add(new XElement("key", key), value);
        return dict;
    }

    // A control character in a name would make the whole profile unreadable.
    static XElement Text(string text) => new("string", string.Concat(text.Where(System.Xml.XmlConvert.IsXmlChar)));

    static XElement Number(int number) => new("integer", number);
}
