import { pkcs11js, type Handle, type Template } from './binding.js';
import type { Cryptoki } from './cryptoki.js';
import type { AttributeQuirks } from './token-family.js';

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

/** What a family may treat in its own way. Not what hides a key: a token that has its own way with that is no token. */
export const attributeNames = [
  'ALLOWED_MECHANISMS',
  'DECRYPT',
  'DERIVE',
  'ENCRYPT',
  'MODIFIABLE',
  'SIGN',
  'TRUSTED',
  'UNWRAP',
  'VERIFY',
  'WRAP',
  'WRAP_WITH_TRUSTED',
] as const satisfies readonly (Flag | 'ALLOWED_MECHANISMS')[];
export type AttributeName = (typeof attributeNames)[number];

/** What a key may and may not do. The same shape makes the template and is read back afterwards. */
export type KeyShape = Readonly<Partial<Record<Flag, boolean>>>;

/** The shape as attributes of a template. */
export function flagsOf(shape: KeyShape): Template {
  return [...flagTypes].flatMap(([flag, type]) => (shape[flag] === undefined ? [] : [{ type, value: shape[flag] }]));
}

/** A shape as this family is asked for it. */
export function asked(shape: KeyShape, { omitted }: AttributeQuirks): KeyShape {
  return without(shape, omitted);
}

/** A shape as this family can be held to it. */
export function checked(shape: KeyShape, { omitted, unread }: AttributeQuirks): KeyShape {
  return without(shape, [...omitted, ...unread]);
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

/** The mechanisms that a key is held to, as this family is asked for it. */
export function askedMechanisms({ omitted }: AttributeQuirks, ...mechanisms: readonly number[]): Template {
  return omitted.includes('ALLOWED_MECHANISMS') ? [] : [{ type: pkcs11js.CKA_ALLOWED_MECHANISMS, value: mechanismList(...mechanisms) }];
}

/** Says `CKA_ALLOWED_MECHANISMS` if a key is held to others than these, where this family can be asked. */
export function mechanismDefects(
  cryptoki: Cryptoki,
  at: ObjectAt,
  { quirks, mechanisms }: { quirks: AttributeQuirks; mechanisms: readonly number[] },
): string[] {
  if ([...quirks.omitted, ...quirks.unread].includes('ALLOWED_MECHANISMS')) return [];
  return readAttribute(cryptoki, at, pkcs11js.CKA_ALLOWED_MECHANISMS).equals(mechanismList(...mechanisms)) ? [] : ['CKA_ALLOWED_MECHANISMS'];
}

function without(shape: KeyShape, names: readonly AttributeName[]): KeyShape {
  return Object.fromEntries(Object.entries(shape).filter(([name]) => !names.some((one) => one === name)));
}
