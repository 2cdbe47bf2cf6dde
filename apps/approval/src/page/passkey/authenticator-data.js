/** The fixed part before what an authenticator attests: the RP id's hash, flags, counter (WebAuthn Level 3, 6.1). */
const [FLAGS, ATTESTED] = [32, 37];
const USER_VERIFIED = 0x04;
/** Model (AAGUID) and the length of the credential id (6.5.1). */
const [MODEL, LENGTH] = [16, 2];

/** @param {ArrayBuffer} authenticatorData */
export function authenticatorFlags(authenticatorData) {
  return { userVerified: ((new Uint8Array(authenticatorData)[FLAGS] ?? 0) & USER_VERIFIED) !== 0 };
}

/**
 * The public key of a new passkey in the form the authenticator gave it, COSE_Key (RFC 9052 section 7). It stands behind
 * the credential id; extensions may follow it, so its end is found by reading it.
 * @param {ArrayBuffer} authenticatorData
 * @returns {Uint8Array}
 */
export function coseKey(authenticatorData) {
  const view = new DataView(authenticatorData);
  const start = ATTESTED + MODEL + LENGTH + view.getUint16(ATTESTED + MODEL);
  return new Uint8Array(authenticatorData).subarray(start, endOfItem(view, start));
}

/**
 * Where one CBOR data item ends (RFC 8949 section 3): the numbers, strings and maps a COSE_Key is made of.
 * @param {DataView} view @param {number} start
 * @returns {number}
 */
function endOfItem(view, start) {
  const initial = view.getUint8(start);
  const { value, next } = argument(view, start + 1, initial & 0x1f);
  switch (initial >> 5) {
    case 0:
    case 1:
      return next;
    case 2:
    case 3:
      return next + value;
    case 5: {
      let at = next;
      for (let items = 2 * value; items > 0; items -= 1) at = endOfItem(view, at);
      return at;
    }
    default:
      throw new RangeError('not the CBOR of a public key');
  }
}

/** @param {DataView} view @param {number} at @param {number} size the low five bits of the initial byte */
function argument(view, at, size) {
  if (size < 24) return { value: size, next: at };
  if (size === 24) return { value: view.getUint8(at), next: at + 1 };
  if (size === 25) return { value: view.getUint16(at), next: at + 2 };
  throw new RangeError('longer than a public key is');
}
