using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace ChatBox.Server.Certificates;

/// <summary>TLS for a Kestrel port.</summary>
public static class KestrelHttps
{
    /// <summary>Serves HTTPS with whatever certificate is the current one when a connection comes in. TLS 1.2 and later.</summary>
    public static ListenOptions UseServerCertificate(this ListenOptions listen, ServerCertificates certificates) =>
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = certificates.CurrentContext,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            }),
        });
}
