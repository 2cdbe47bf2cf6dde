import type { X509Certificate } from 'node:crypto';
import { TLSSocket } from 'node:tls';
import type { KoaContextWithOIDC } from 'oidc-provider';

/**
 * The certificate a client brought in its TLS connection to this very process; the handshake proved that it holds the key. A header
 * that a proxy might set is nothing here: anybody can write one.
 */
export function presentedCertificate({ req: { socket } }: KoaContextWithOIDC): X509Certificate | undefined {
  return socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
}
