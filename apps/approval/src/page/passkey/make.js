import { fromBase64Url } from '../encoding.js';
import { Shortfall } from '../parts/shortfall.js';
import { authenticatorFlags } from './authenticator-data.js';
import { failureOf } from './failures.js';

/** What signs: ECDSA on P-256, EdDSA, RSA PKCS#1 (RFC 9053 section 2, RFC 8812 section 2), best first. */
const ALGORITHMS = [-7, -8, -257];

/**
 * Makes a passkey for this page (WebAuthn Level 3, 7.1).
 * @param {{ challenge: Uint8Array<ArrayBuffer>, userName: string, attestation: 'direct' | 'none', excluded: string[], timeout: number, signal: AbortSignal }} wanted
 * @param {import('../messages.js').Messages['evidence']['failures']} failures
 * @returns {Promise<{ credential: PublicKeyCredential, response: AuthenticatorAttestationResponse }>}
 * @throws {Shortfall}
 */
export async function makePasskey({ challenge, userName, attestation, excluded, timeout, signal }, failures) {
  const credential = await navigator.credentials
    .create({
      publicKey: {
        challenge,
        rp: { id: location.hostname, name: 'Paraph' },
        // A number of its own, so that a passkey tells nobody who it belongs to; the name is for the person's own list.
        user: { id: crypto.getRandomValues(new Uint8Array(16)), name: userName, displayName: userName },
        pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
        excludeCredentials: excluded.map((id) => ({ type: 'public-key', id: fromBase64Url(id) ?? new Uint8Array() })),
        attestation,
        timeout,
      },
      signal,
    })
    .catch((reason) => {
      throw new Shortfall(failures[failureOf(reason)]);
    });
  if (!(credential instanceof window.PublicKeyCredential)) throw new Shortfall(failures.unforeseen);
  const { response } = credential;
  if (!(response instanceof window.AuthenticatorAttestationResponse)) throw new Shortfall(failures.unforeseen);
  if (!authenticatorFlags(response.getAuthenticatorData()).userVerified) throw new Shortfall(failures.unverified);
  return { credential, response };
}
