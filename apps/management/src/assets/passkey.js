// Passkeys of this host (WebAuthn Level 3, 7.1 and 7.2): what the browser answers, as text that JSON carries.

const text = (buffer) => new Uint8Array(buffer).toBase64?.({ alphabet: 'base64url', omitPadding: true }) ?? toBase64Url(buffer);

export function bytes(base64url) {
  return Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
}

function toBase64Url(buffer) {
  return btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** A passkey for an account; discoverable, so that signing in takes no name. */
export async function makePasskey({ challenge, operatorId, name }) {
  const { rawId, response } = await navigator.credentials.create({
    publicKey: {
      challenge: bytes(challenge),
      rp: { id: location.hostname, name: 'Paraph' },
      user: { id: new TextEncoder().encode(operatorId), name, displayName: name },
      pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: 'public-key', alg })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      attestation: 'none',
    },
  });
  const transports = response.getTransports?.() ?? [];
  return {
    kind: 'passkey',
    id: text(rawId),
    clientDataJSON: text(response.clientDataJSON),
    attestationObject: text(response.attestationObject),
    transports: transports.slice(0, 8),
  };
}

/** An assertion of whichever passkey of this host the person chooses. */
export async function askPasskey(challenge) {
  const { rawId, response } = await navigator.credentials.get({
    publicKey: { challenge: bytes(challenge), rpId: location.hostname, userVerification: 'required' },
  });
  return {
    id: text(rawId),
    clientDataJSON: text(response.clientDataJSON),
    authenticatorData: text(response.authenticatorData),
    signature: text(response.signature),
    ...(response.userHandle === null || response.userHandle.byteLength === 0 ? {} : { userHandle: text(response.userHandle) }),
  };
}
