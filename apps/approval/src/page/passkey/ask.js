import { fromBase64Url, toBase64Url } from '../encoding.js';
import { Shortfall } from '../parts/shortfall.js';
import { authenticatorFlags } from './authenticator-data.js';
import { failureOf } from './failures.js';

/**
 * Asks one of these passkeys for an assertion over a challenge (WebAuthn Level 3, 7.2). The origin and the host that the
 * browser writes into it are this page's, which no other service of Paraph can serve.
 * @param {{ challenge: string, allowed: { id: string, transports?: string[] }[], timeout: number, signal: AbortSignal }} asked
 * @param {import('../messages.js').Messages['evidence']['failures']} failures
 * @returns {Promise<import('../destination.js').Assertion>}
 * @throws {Shortfall}
 */
export async function askPasskey({ challenge, allowed, timeout, signal }, failures) {
  const credential = await navigator.credentials
    .get({
      publicKey: {
        challenge: bytes(challenge),
        rpId: location.hostname,
        allowCredentials: allowed.map(({ id, transports = [] }) => ({
          type: 'public-key',
          id: bytes(id),
          // Names a browser does not know are skipped by it; the type only lists those it knew when it was written.
          transports: /** @type {AuthenticatorTransport[]} */ (transports),
        })),
        userVerification: 'required',
        timeout,
      },
      signal,
    })
    .catch((reason) => {
      throw new Shortfall(failures[failureOf(reason)]);
    });
  if (!(credential instanceof window.PublicKeyCredential)) throw new Shortfall(failures.unforeseen);
  const { response } = credential;
  if (!(response instanceof window.AuthenticatorAssertionResponse)) throw new Shortfall(failures.unforeseen);
  if (!authenticatorFlags(response.authenticatorData).userVerified) throw new Shortfall(failures.unverified);
  const { clientDataJSON, authenticatorData, signature, userHandle } = response;
  return {
    id: text(credential.rawId),
    clientDataJSON: text(clientDataJSON),
    authenticatorData: text(authenticatorData),
    signature: text(signature),
    ...(userHandle === null || userHandle.byteLength === 0 ? {} : { userHandle: text(userHandle) }),
  };
}

/** @param {string} base64url checked when the statement was read */
function bytes(base64url) {
  return fromBase64Url(base64url) ?? new Uint8Array();
}

/** @param {ArrayBuffer} buffer */
function text(buffer) {
  return toBase64Url(new Uint8Array(buffer));
}
