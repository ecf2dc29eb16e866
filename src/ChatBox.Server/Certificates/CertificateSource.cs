namespace ChatBox.Server.Certificates;

/// <summary>Where the certificate comes from. Called by one thread at a time.</summary>
abstract class CertificateSource : IDisposable
{
    /// <summary>How long after a check the next one is due.</summary>
    public abstract TimeSpan CheckEvery { get; }

    /// <returns>The certificate to show from now on, or null when the one shown so far is still right.</returns>
    /// <exception cref="Admin.StartupException">There is no usable certificate.</exception>
    public abstract PresentedCertificate? Check(DateTimeOffset now);

    public abstract void Dispose();
}
