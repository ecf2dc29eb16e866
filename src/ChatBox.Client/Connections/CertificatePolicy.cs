using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using ChatBox.Protocol.Security;

namespace ChatBox.Client.Connections;

/// <summary>
/// Which server is believed: with a pin, who has the pinned key, whatever the system thinks of it; without, whom the system trusts. There
/// is no way to believe everybody. Thread-safe.
/// </summary>
sealed class CertificatePolicy(ServerAddress address)
{
    volatile string? problem;

    /// <summary>Why the last certificate was refused; null where none was.</summary>
    public string? Problem => problem;

    public bool Accepts(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        problem = certificate is X509Certificate2 leaf ? ProblemOf(leaf, chain, errors) : $"{address} showed no certificate.";
        return problem is null;
    }

    string? ProblemOf(X509Certificate2 leaf, X509Chain? chain, SslPolicyErrors errors)
    {
        if (address.Pin is { } pin)
        {
            return CertificatePin.Matches(pin, leaf, chain?.ChainPolicy.ExtraStore ?? [])
                ? null
                : $"{address} is not the server you know: its certificate does not have the expected fingerprint, or is out of date. "
                    + "Somebody may be in between. Ask the host for the invite link of today.";
        }

        return errors == SslPolicyErrors.None
            ? null
            : $"The certificate of {address} is not one that this system trusts ({Reason(errors)}). "
                + "Use the whole invite link, or give what stands after its last dot with --fingerprint.";
    }

    static string Reason(SslPolicyErrors errors) =>
        errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            ? "it is for another name"
            : "nobody known has signed it, or it is out of date";
}
