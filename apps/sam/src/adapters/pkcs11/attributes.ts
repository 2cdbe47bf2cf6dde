import { pkcs11js, type Handle, type Template } from './binding.js';
import type { Cryptoki } from './cryptoki.js';

/** An object as one session sees it. */
export interface ObjectAt {
  readonly session: Handle;
  readonly object: Handle;
}

type Flag =
  | 'TOKEN'
  | 'PRIVATE'
  | 'MODIFIABLE'
  | 'TRUSTED'
  | 'SENSITIVE'
  | 'EXTRACTABLE'
  | 'WRAP_WITH_TRUSTED'
  | 'SIGN'
  | 'VERIFY'
  | 'ENCRYPT'
  | 'DECRYPT'
  | 'WRAP'
  | 'UNWRAP'
  | 'DERIVE';

const flagTypes: ReadonlyMap<Flag, number> = new Map([
  ['TOKEN', pkcs11js.CKA_TOKEN],
  ['PRIVATE', pkcs11js.CKA_PRIVATE],
  ['MODIFIABLE', pkcs11js.CKA_MODIFIABLE],
  ['TRUSTED', pkcs11js.CKA_TRUSTED],
  ['SENSITIVE', pkcs11js.CKA_SENSITIVE],
  ['EXTRACTABLE', pkcs11js.CKA_EXTRACTABLE],
  ['WRAP_WITH_TRUSTED', pkcs11js.CKA_WRAP_WITH_TRUSTED],
  ['SIGN', pkcs11js.CKA_SIGN],
  ['VERIFY', pkcs11js.CKA_VERIFY],
  ['ENCRYPT', pkcs11js.CKA_ENCRYPT],
  ['DECRYPT', pkcs11js.CKA_DECRYPT],
  ['WRAP', pkcs11js.CKA_WRAP],
  ['UNWRAP', pkcs11js.CKA_UNWRAP],
  ['DERIVE', pkcs11js.CKA_DERIVE],
]);

/** What a key may and may not do. The same shape makes the template and is read back afterwards. */
export type KeyShape = Readonly<Partial<Record<Flag, boolean>>>;

/** The shape as attributes of a template. */
export function flagsOf(shape: KeyShape): Template {
  return [...flagTypes].flatMap(([flag, type]) => (shape[flag] === undefined ? [] : [{ type, value: shape[flag] }]));
}

/** Which flags of an object differ from the shape it must have. */
export function differencesFrom(shape: KeyShape, cryptoki: Cryptoki, at: ObjectAt): string[] {
  const differing = [...flagTypes].filter(([flag, type]) => shape[flag] !== undefined && (readAttribute(cryptoki, at, type)[0] === 1) !== shape[flag]);
  return differing.map(([flag]) => `CKA_${flag}`);
}

/** One attribute's value. @throws CkrError when the object has none, or hides it */
export function readAttribute(cryptoki: Cryptoki, at: ObjectAt, type: number): Buffer {
  const [attribute] = cryptoki.call((token) => token.C_GetAttributeValue(at.session, at.object, [{ type }]));
  if (!Buffer.isBuffer(attribute?.value)) throw new Error('the binding answered an attribute that is no buffer');
  return attribute.value;
}

/** An array of CK_MECHANISM_TYPE as the token lays it out in memory: 8-byte little-endian on all that we run on. */
export function mechanismList(...mechanisms: readonly number[]): Buffer {
  const bytes = Buffer.alloc(8 * mechanisms.length);
  mechanisms.forEach((mechanism, index) => bytes.writeBigUInt64LE(BigInt(mechanism), 8 * index));
  return bytes;
}
