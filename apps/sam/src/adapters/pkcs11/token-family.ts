import { ServiceError } from '@paraph/contracts';
import type { KeyAlgorithm } from '@paraph/kernel';
import type { AttributeName } from './attributes.js';
import type { Handle } from './binding.js';
import type { Cryptoki } from './cryptoki.js';
import { builtInFamilies } from './token-families.js';

/** What a module and its token say of themselves, spaces at the end removed. */
export interface TokenDescription {
  /** Manufacturer of the module, which may stand before a token of somebody else. */
  readonly module: string;
  /** Manufacturer of the token. */
  readonly manufacturer: string;
  readonly model: string;
}

/** Attributes that this kind of token treats in its own way. */
export interface AttributeQuirks {
  /** Not asked for and not read back: the token refuses a template that has them. */
  readonly omitted: readonly AttributeName[];
  /** Asked for and not read back: the token hides them, or says something else than it was told. */
  readonly unread: readonly AttributeName[];
}

/** What is known of every kind of token, whichever way it keeps keys. All of it is data: no other file names a token. */
interface FamilyFacts {
  /** Stands in every key's row. */
  readonly name: string;
  /** How it is recognised: everything that stands here must be the same. */
  readonly recognisedBy: Partial<TokenDescription>;
  /** Private keys, and public keys beside them. */
  readonly keys: AttributeQuirks;
  /** Secret keys that stay in the token: the MAC key and the key-encryption keys. */
  readonly storedSecrets: AttributeQuirks;
  /** Key pairs that it makes. */
  readonly algorithms: readonly KeyAlgorithm[];
  /** Whether a public key can be brought in to verify with. */
  readonly importsPublicKeys: boolean;
  /** Whether it makes keys that are gone with their session; otherwise each trial writes objects and destroys them. */
  readonly makesSessionKeys: boolean;
}

/** A token that gives keys out wrapped, and takes them back: ADR 004. */
export interface TokenFamily extends FamilyFacts {
  readonly keeps: 'wrapped-keys';
  /** AES key wrap with padding (RFC 5649). The number 0x210A is this on SoftHSM and another wrap on NSS. */
  readonly keyWrap: number;
  /** An attribute that takes the public point when an elliptic-curve key is unwrapped. */
  readonly unwrapPoint?: number;
  /** Who may mark a key as trusted for wrapping: `nobody` where the user can, since it then means nothing. */
  readonly trustedBy: 'officer' | 'nobody';
  /** The hash of RSA-OAEP that carries a key-encryption key to a sibling. */
  readonly oaepHash: 'sha1' | 'sha256';
}

/** A token that gives no key out: each key is an object in it. For a small number of long-lived keys. */
export interface TokenObjectFamily extends FamilyFacts {
  readonly keeps: 'token-objects';
}

export type AnyTokenFamily = TokenFamily | TokenObjectFamily;

/** What kind of token is in this slot. A configured family comes before a built-in one. @throws `hsm.refused` */
export function familyOf(cryptoki: Cryptoki, slot: Handle, configured: readonly AnyTokenFamily[] = []): AnyTokenFamily {
  return recognised(describe(cryptoki, slot), configured);
}

/** How the module and the token in this slot describe themselves. */
export function describe(cryptoki: Cryptoki, slot: Handle): TokenDescription {
  const { manufacturerID: module } = cryptoki.call((token) => token.C_GetInfo());
  const { manufacturerID: manufacturer, model } = cryptoki.call((token) => token.C_GetTokenInfo(slot));
  return { module: module.trimEnd(), manufacturer: manufacturer.trimEnd(), model: model.trimEnd() };
}

/** The family of a token that describes itself so. @throws `hsm.refused`, saying what to write for a token nobody has tried */
export function recognised(token: TokenDescription, configured: readonly AnyTokenFamily[] = []): AnyTokenFamily {
  const family = [...configured, ...builtInFamilies].find(({ recognisedBy }) =>
    (['module', 'manufacturer', 'model'] as const).every((part) => recognisedBy[part] === undefined || recognisedBy[part] === token[part]),
  );
  if (family === undefined) {
    const own = JSON.stringify({ manufacturer: token.manufacturer, model: token.model });
    throw new ServiceError(
      'hsm.refused',
      `no family is known for this kind of token: describe it in the file of the setting TOKEN_FAMILY_FILE with "recognisedBy": ${own} (docs/hsm/your-own.md)`,
    );
  }
  return family;
}

/** The family, if keys leave its tokens wrapped. @throws `hsm.refused` for one that keeps keys as objects only */
export function wrapping(family: AnyTokenFamily): TokenFamily {
  if (family.keeps === 'wrapped-keys') return family;
  throw new ServiceError('hsm.refused', `a token of the family ${family.name} does not wrap keys: it keeps each as an object`);
}

/** Rights of public keys: whoever has the key uses it without the token. */
const HARMLESS: readonly AttributeName[] = ['ENCRYPT', 'VERIFY'];

/** What keys lose because this family is not asked for it: a token may keep an attribute that it refuses in a template of ours. */
export function omissionsOf({ keys, storedSecrets }: Pick<AnyTokenFamily, 'keys' | 'storedSecrets'>): readonly string[] {
  const said = (which: string, { omitted }: AttributeQuirks): string[] => {
    const lost = omitted.filter((name) => !HARMLESS.includes(name)).map((name) => `CKA_${name}`);
    return lost.length > 0 ? [`${lost.join(', ')} cannot be asked for on ${which}: with the user PIN they are used in other ways than their own`] : [];
  };
  return [...said('keys', keys), ...said('the key-encryption key and the MAC key', storedSecrets)];
}
