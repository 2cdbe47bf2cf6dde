import { keyAlgorithms } from '@paraph/kernel';
import type { AttributeQuirks, AnyTokenFamily } from './token-family.js';

const none: AttributeQuirks = { omitted: [], unread: [] };

/**
 * The kinds of token that were tried, as data. What each leaves open is not written here: it is tried at every start
 * (`token-trials.ts`). Pages with versions and findings: docs/hsm.
 */
export const builtInFamilies: readonly AnyTokenFamily[] = [
  {
    // First, because behind it stands a token that describes itself as what it is.
    name: 'p11-kit',
    recognisedBy: { module: 'PKCS#11 Kit' },
    keeps: 'token-objects',
    // Its protocol answers CKR_DEVICE_ERROR when an array of mechanisms is read.
    keys: { omitted: [], unread: ['ALLOWED_MECHANISMS'] },
    storedSecrets: { omitted: [], unread: ['ALLOWED_MECHANISMS'] },
    algorithms: keyAlgorithms,
    importsPublicKeys: true,
    makesSessionKeys: true,
  },
  {
    name: 'softhsm',
    recognisedBy: { manufacturer: 'SoftHSM project' },
    keeps: 'wrapped-keys',
    keyWrap: 0x210a,
    trustedBy: 'officer',
    oaepHash: 'sha1',
    keys: none,
    storedSecrets: none,
    algorithms: keyAlgorithms,
    importsPublicKeys: true,
    makesSessionKeys: true,
  },
  {
    name: 'nss',
    recognisedBy: { manufacturer: 'Mozilla Foundation', model: 'NSS 3' },
    keeps: 'wrapped-keys',
    keyWrap: 0x210b,
    // CKA_NSS_DB.
    unwrapPoint: 0xd5a0db00,
    trustedBy: 'nobody',
    oaepHash: 'sha256',
    // An unwrapped key may do all that its kind can, whatever the template says.
    keys: { omitted: [], unread: ['SIGN', 'DECRYPT', 'UNWRAP', 'DERIVE'] },
    // Its database has no column for it.
    storedSecrets: { omitted: ['ALLOWED_MECHANISMS'], unread: [] },
    algorithms: keyAlgorithms,
    importsPublicKeys: true,
    makesSessionKeys: true,
  },
  {
    name: 'tpm2',
    recognisedBy: { module: 'tpm2-software.github.io' },
    keeps: 'token-objects',
    // It sets these by the kind of the key, and refuses a template that says otherwise. Held to PKCS#1 v1.5 or PSS, its RSA keys
    // cannot sign: it does the padding itself and wants raw RSA of its TPM.
    keys: { omitted: ['ENCRYPT', 'DECRYPT', 'ALLOWED_MECHANISMS'], unread: [] },
    storedSecrets: none,
    // P-521 is made and cannot sign: the module writes its point wrongly. RSA-4096 is not made.
    algorithms: ['p256', 'p384', 'rsa2048', 'rsa3072'],
    importsPublicKeys: false,
    makesSessionKeys: false,
  },
];
