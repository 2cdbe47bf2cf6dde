import { ServiceError } from '@paraph/contracts';
import { createPublicKey } from 'node:crypto';
import { pkcs11js, type Handle, type Mechanism, type Template } from '../binding.js';
import { flagsOf, readAttribute } from '../attributes.js';
import type { Cryptoki } from '../cryptoki.js';
import { spkiFromModulus } from '../public-key.js';
import type { CarryOffer } from './carry-files.js';

/** The pair on the target, and the public key on the source. */
export const TRANSPORT_LABEL = 'paraph-carry';

/** NIST SP 800-57 part 1, table 2: as strong as the keys of signers, RSA of 3072 bits at the least. */
export const TRANSPORT_BITS = 3072;

/** CKZ_DATA_SPECIFIED: the binding has no name for it. */
const DATA_SPECIFIED = 1;

/** RSA-OAEP (RFC 8017 section 7.1) with one hash for both its parts. */
export function oaep(hash: CarryOffer['oaepHash']): Mechanism {
  const [hashAlg, mgf] = hash === 'sha1' ? [pkcs11js.CKM_SHA_1, pkcs11js.CKG_MGF1_SHA1] : [pkcs11js.CKM_SHA256, pkcs11js.CKG_MGF1_SHA256];
  const parameter: pkcs11js.RsaOAEP = { type: pkcs11js.CK_PARAMS_RSA_OAEP, hashAlg, mgf, source: DATA_SPECIFIED };
  return { mechanism: pkcs11js.CKM_RSA_PKCS_OAEP, parameter };
}

/** The public half of the pair, as SubjectPublicKeyInfo; undefined where there is none. */
export function transportPublicKey(cryptoki: Cryptoki, session: Handle): Uint8Array | undefined {
  const [object] = cryptoki.find(session, [{ type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PUBLIC_KEY }, labelled]);
  if (object === undefined) return undefined;
  const at = { session, object };
  return spkiFromModulus(readAttribute(cryptoki, at, pkcs11js.CKA_MODULUS), readAttribute(cryptoki, at, pkcs11js.CKA_PUBLIC_EXPONENT));
}

/** The private half. @throws `hsm.refused` where there is none */
export function transportPrivateKey(cryptoki: Cryptoki, session: Handle): Handle {
  const [key] = cryptoki.find(session, [{ type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PRIVATE_KEY }, labelled]);
  if (key === undefined) throw new ServiceError('hsm.refused', 'the token has no transport pair: begin with carry-offer');
  return key;
}

/** The officer's part on the source: the target's public key as one that even the most guarded keys may be wrapped under. */
export function importTransportKey(cryptoki: Cryptoki, session: Handle, spki: Uint8Array): void {
  const { n = '', e = '' } = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }).export({ format: 'jwk' });
  const modulus = Buffer.from(n, 'base64url');
  if (modulus.length * 8 < TRANSPORT_BITS) throw new ServiceError('hsm.refused', `the offered key is no RSA key of ${TRANSPORT_BITS} bits`);
  const template: Template = [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PUBLIC_KEY },
    { type: pkcs11js.CKA_KEY_TYPE, value: pkcs11js.CKK_RSA },
    labelled,
    ...flagsOf({ TOKEN: true, PRIVATE: false, TRUSTED: true, WRAP: true, ENCRYPT: false, VERIFY: false }),
    { type: pkcs11js.CKA_MODULUS, value: modulus },
    { type: pkcs11js.CKA_PUBLIC_EXPONENT, value: Buffer.from(e, 'base64url') },
  ];
  cryptoki.call((token) => token.C_CreateObject(session, template));
}

/** Removes every transport key. Answers how many objects there were. */
export function removeTransportKeys(cryptoki: Cryptoki, session: Handle): number {
  const objects = cryptoki.find(session, [labelled]);
  for (const object of objects) cryptoki.call((token) => token.C_DestroyObject(session, object));
  return objects.length;
}

const labelled = { type: pkcs11js.CKA_LABEL, value: TRANSPORT_LABEL };
