using System.Formats.Asn1;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using System.Security.Cryptography.X509Certificates;

namespace ChatBox.Server.Certificates;

/// <summary>
/// What an authority may vouch for (RFC 5280, section 4.2.1.10). People install the authority in their systems; should its key ever leak,
/// it is worth nothing for their bank. The list is drawn up when the authority is made and lives in its certificate: an address
/// outside it would make every verifier refuse the whole certificate, so such an address is left out of the certificate instead.
/// </summary>
sealed record NameConstraints(IReadOnlyList<IPNetwork> Networks, IReadOnlyList<string> Domains)
{
    const string Oid = "2.5.29.30";
    static readonly Asn1Tag PermittedSubtrees = new(TagClass.ContextSpecific, 0);
    static readonly Asn1Tag DnsName = new(TagClass.ContextSpecific, 2);
    static readonly Asn1Tag IpAddress = new(TagClass.ContextSpecific, 7);

    static readonly IPNetwork[] Private =
    [
        .. new[]
        {
            "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", // RFC 1918
            "127.0.0.0/8", "::1/128",
            "169.254.0.0/16", "fe80::/10", // link-local
            "100.64.0.0/10", // RFC 6598, where overlay networks such as Tailscale live
            "fc00::/7", // RFC 4193
        }.Select(IPNetwork.Parse),
    ];

    // RFC 6762, RFC 8375, and what home routers hand out. A domain stands for all below it.
    static readonly string[] PrivateDomains = ["localhost", "local", "lan", "home.arpa"];

    /// <summary>Everything private, and what this machine has beyond that.</summary>
    public static NameConstraints For(IEnumerable<IPAddress> addresses, IEnumerable<string> names)
    {
        var all = new NameConstraints(Private, PrivateDomains);
        return new(
            [.. Private, .. addresses.Where(a => !all.Permits(a)).Select(Own).Distinct()],
            [.. PrivateDomains, .. names.Where(n => !all.Permits(n)).Distinct()]);
    }

    public bool Permits(IPAddress address) => Networks.Any(n => n.Contains(address));

    public bool Permits(string name) =>
        Domains.Any(d => name.Equals(d, StringComparison.OrdinalIgnoreCase) || name.EndsWith("." + d, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// NameConstraints ::= SEQUENCE { permittedSubtrees [0] GeneralSubtrees OPTIONAL, ... };
    /// GeneralSubtree ::= SEQUENCE { base GeneralName, ... }; an iPAddress is the address followed by its mask.
    /// </summary>
    public X509Extension ToExtension()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(PermittedSubtrees))
        {
            foreach (var domain in Domains)
            {
                using (writer.PushSequence())
                    writer.WriteCharacterString(UniversalTagNumber.IA5String, domain, DnsName);
            }

            foreach (var network in Networks)
            {
                using (writer.PushSequence())
                    writer.WriteOctetString([.. network.BaseAddress.GetAddressBytes(), .. Mask(network)], IpAddress);
            }
        }

        return new X509Extension(Oid, writer.Encode(), critical: true);
    }

    /// <returns>Null for an authority that may vouch for anything.</returns>
    public static NameConstraints? Of(X509Certificate2 authority)
    {
        if (authority.Extensions[Oid] is not { } extension)
            return null;

        var networks = new List<IPNetwork>();
        var domains = new List<string>();
        var outer = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
        var subtrees = outer.HasData && outer.PeekTag().HasSameClassAndValue(PermittedSubtrees)
            ? outer.ReadSequence(PermittedSubtrees)
            : null;
        while (subtrees is { HasData: true })
        {
            var subtree = subtrees.ReadSequence();
            var tag = subtree.PeekTag();
            if (tag.HasSameClassAndValue(DnsName))
                domains.Add(subtree.ReadCharacterString(UniversalTagNumber.IA5String, DnsName));
            else if (tag.HasSameClassAndValue(IpAddress))
                networks.Add(Network(subtree.ReadOctetString(IpAddress)));
        }

        return new(networks, domains);
    }

    /// <summary>
    /// A public IPv4 address alone; of a public IPv6 address the network it lies in, as systems take a new address there every day (RFC
    /// 8981).
    /// </summary>
    static IPNetwork Own(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return new(address, 32);

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new(new IPAddress(bytes), 64);
    }

    static byte[] Mask(IPNetwork network)
    {
        var mask = new byte[network.BaseAddress.GetAddressBytes().Length];
        for (var bit = 0; bit < network.PrefixLength; bit++)
            mask[bit / 8] |= (byte)(0x80 >> (bit % 8));
        return mask;
    }

    static IPNetwork Network(byte[] addressAndMask)
    {
        var half = addressAndMask.Length / 2;
        return new(new IPAddress(addressAndMask.AsSpan(0, half)), addressAndMask.Skip(half).Sum(b => BitOperations.PopCount(b)));
    }
}
