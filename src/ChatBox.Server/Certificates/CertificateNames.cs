using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace ChatBox.Server.Certificates;

/// <summary>What a server certificate is good for: the subject alternative names.</summary>
sealed record CertificateNames(IReadOnlyList<IPAddress> Addresses, IReadOnlyList<string> Names)
{
    /// <summary>All under which this machine can be reached, itself included.</summary>
    public static CertificateNames Of(NetworkAddresses network) =>
        new([IPAddress.Loopback, IPAddress.IPv6Loopback, .. network.Current], network.Names);

    public static CertificateNames Of(X509Certificate2 certificate)
    {
        var alternatives = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        return alternatives is null ? new([], []) : new([.. alternatives.EnumerateIPAddresses()], [.. alternatives.EnumerateDnsNames()]);
    }

    public CertificateNames Within(NameConstraints? constraints) =>
        constraints is null ? this : new([.. Addresses.Where(constraints.Permits)], [.. Names.Where(constraints.Permits)]);

    public bool Cover(CertificateNames needed) => !needed.Except(this).Any();

    /// <summary>What is here and not there, as text for a log line.</summary>
    public IEnumerable<string> Except(CertificateNames others) =>
        Addresses.Except(others.Addresses).Select(a => a.ToString()).Concat(Names.Except(others.Names, StringComparer.OrdinalIgnoreCase));

    public X509Extension ToExtension()
    {
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var name in Names)
            builder.AddDnsName(name);
        foreach (var address in Addresses)
            builder.AddIpAddress(address);
        return builder.Build();
    }
}
