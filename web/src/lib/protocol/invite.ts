const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** A link that leads to this very computer wherever it is opened: to a phone that scans it, the phone. */
export function isOnlyHere(url: string): boolean {
  return LOOPBACK.includes(new URL(url).hostname);
}

/**
 * The server has a certificate that browsers may have to learn to trust, and a page that tells how. Its links then carry the certificate's
 * fingerprint; those of a server behind a reverse proxy do not.
 */
export function hasSetup(url: string): boolean {
  const { protocol, hash } = new URL(url);
  return protocol === 'https:' && hash.includes('.') && !isOnlyHere(url);
}
