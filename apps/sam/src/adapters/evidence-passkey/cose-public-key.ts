import { fromBase64Url } from '@paraph/kernel';
import { cose, isoCBOR } from '@simplewebauthn/server/helpers';

const { COSEALG, COSEKTY, COSECRV, COSEKEYS } = cose;

/** What a passkey's key may be. An algorithm with another curve or type than its own would be weaker than its name. */
const kinds: ReadonlyMap<unknown, { readonly type: number; readonly curve?: number }> = new Map([
  [COSEALG.ES256, { type: COSEKTY.EC2, curve: COSECRV.P256 }],
  [COSEALG.ES384, { type: COSEKTY.EC2, curve: COSECRV.P384 }],
  [COSEALG.EdDSA, { type: COSEKTY.OKP, curve: COSECRV.ED25519 }],
  [COSEALG.RS256, { type: COSEKTY.RSA }],
]);

/** Bytes of the smallest RSA modulus that counts. */
const LEAST_MODULUS = 256;

/** Signature algorithms a passkey may have (COSE numbers, RFC 9053 and RFC 8812): no SHA-1, no curve that browsers do not make. */
export const PASSKEY_ALGORITHMS: readonly number[] = [COSEALG.ES256, COSEALG.ES384, COSEALG.EdDSA, COSEALG.RS256];

/** What is wrong with a COSE_Key for a passkey, in words for the auditor; `undefined` if nothing is. */
export function keyProblem(bytes: Uint8Array): string | undefined {
  const key = read(bytes);
  const kind = kinds.get(key?.get(COSEKEYS.alg));
  if (!key || !kind) return 'the public key is of no algorithm that counts';
  if (key.get(COSEKEYS.kty) !== kind.type) return 'the public key is of another type than its algorithm';
  if (kind.curve === undefined) return lengthOf(key.get(COSEKEYS.n)) < LEAST_MODULUS ? 'the RSA key is too small' : undefined;
  if (key.get(COSEKEYS.crv) !== kind.curve) return 'the public key is of another curve than its algorithm';
  return lengthOf(key.get(COSEKEYS.x)) === 0 ? 'the public key has no point' : undefined;
}

/** The bytes of a COSE_Key in base64url, if it is one that counts. */
export function publicKeyBytes(text: string): Uint8Array | undefined {
  const bytes = fromBase64Url(text);
  return bytes && keyProblem(bytes) === undefined ? bytes : undefined;
}

function lengthOf(member: unknown): number {
  return member instanceof Uint8Array ? member.length : 0;
}

function read(bytes: Uint8Array): ReadonlyMap<unknown, unknown> | undefined {
  try {
    const key = isoCBOR.decodeFirst<unknown>(new Uint8Array(bytes));
    return key instanceof Map ? key : undefined;
  } catch {
    return undefined;
  }
}
