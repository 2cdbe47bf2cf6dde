import type { LintRule } from './rule.js';

/** Longest serial number, in octets (RFC 5280 section 4.1.2.2). */
const SERIAL_OCTETS = 20;
/** Ours are of one length: 16 octets of the token's randomness. */
const OWN_SERIAL_OCTETS = 16;

/** Extensions that may be critical here: whoever relies on a certificate is expected to understand them (RFC 5280 section 4.2). */
const mayBeCritical: ReadonlySet<string> = new Set(['2.5.29.15', '2.5.29.19', '2.5.29.32', '2.5.29.37']);

/** Form, serial number, algorithms, extensions as such. */
export const structureRules: readonly LintRule[] = [
  { id: 'version-3', clause: 'RFC 5280 4.1.2.1', says: 'the version is 3', holds: ({ fields }) => fields.version === 3 },
  {
    id: 'serial-number',
    clause: 'RFC 5280 4.1.2.2',
    says: 'the serial number is positive and of 20 octets at most',
    holds: ({ fields: { serialNumber } }) =>
      serialNumber.length <= SERIAL_OCTETS * 2 && Number.parseInt(serialNumber.slice(0, 2), 16) < 0x80 && /[1-9a-f]/.test(serialNumber),
  },
  {
    id: 'serial-number-random',
    clause: 'house',
    says: 'the serial number has the length of 16 random octets',
    origin: 'embedded',
    holds: ({ fields: { serialNumber } }) => serialNumber.length === OWN_SERIAL_OCTETS * 2 && /^[4-7]/.test(serialNumber),
  },
  {
    id: 'algorithms-agree',
    clause: 'RFC 5280 4.1.1.2',
    says: 'the signature algorithm inside what is signed is the one beside it',
    holds: ({ fields: { algorithms } }) => algorithms.inside === algorithms.beside,
  },
  {
    id: 'signature-algorithm',
    clause: 'ETSI TS 119 312',
    says: 'it is signed over SHA-2, by ECDSA or RSA',
    holds: ({ fields }) => fields.hasStrongSignature,
  },
  {
    id: 'no-unique-identifiers',
    clause: 'RFC 5280 4.1.2.8',
    says: 'neither issuer nor subject has a unique identifier',
    holds: ({ fields }) => !fields.hasUniqueIdentifiers,
  },
  {
    id: 'extensions-once',
    clause: 'RFC 5280 4.2',
    says: 'no extension stands twice',
    holds: ({ fields: { extensionList } }) => new Set(extensionList.map(({ oid }) => oid)).size === extensionList.length,
  },
  {
    id: 'critical-extensions',
    clause: 'RFC 5280 4.2',
    says: 'critical are at most key usage, basic constraints, policies and extended key usage',
    holds: ({ fields: { extensionList } }) => extensionList.every(({ oid, critical }) => !critical || mayBeCritical.has(oid)),
  },
];
