import { authorityProfiles, type LintRule } from './rule.js';

const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
const NO_CHECK = '1.3.6.1.5.5.7.48.1.5';

/** Uses that would let a signer's key pass for a server, for code, for one of the authorities' own, or for anything. */
const foreignPurposes: ReadonlySet<string> = new Set([OCSP_SIGNING, TIME_STAMPING, '1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.3', '2.5.29.37.0']);

const signers = ['natural-person', 'one-session', 'legal-person'] as const;
const endEntities = ['ocsp', 'last-ocsp', 'timestamp', ...signers] as const;

/** What the key may be used for. */
export const usageRules: readonly LintRule[] = [
  {
    id: 'key-usage',
    clause: 'EN 319 412-2 4.3.2, EN 319 412-3 4.3.1',
    says: 'the key usage is critical and exactly that of the profile: for a signer content commitment alone (type A)',
    holds: ({ fields, profile }) => {
      const { keyUsage } = fields.extensions;
      return keyUsage?.critical === true && [...keyUsage.usages].sort().join() === [...profile.keyUsage].sort().join();
    },
  },
  {
    id: 'authority-constraints',
    clause: 'RFC 5280 4.2.1.9',
    says: 'an authority’s basic constraints are critical and leave room for what its profile says',
    profiles: authorityProfiles,
    holds: ({ fields, profile }) => {
      const { basicConstraints } = fields.extensions;
      return basicConstraints?.critical === true && basicConstraints.isAuthority && basicConstraints.pathLength === profile.pathLength;
    },
  },
  {
    id: 'no-authority',
    clause: 'RFC 5280 4.2.1.9',
    says: 'nobody else is an authority',
    profiles: endEntities,
    holds: ({ fields }) => fields.extensions.basicConstraints?.isAuthority !== true,
  },
  {
    id: 'ocsp-signing',
    clause: 'RFC 6960 4.2.2.2',
    says: 'a responder’s extended key usage is OCSP signing alone, and nobody asks for its own status',
    profiles: ['ocsp', 'last-ocsp'],
    holds: ({ fields: { extensions, extensionList } }) =>
      extensions.extendedKeyUsage?.purposes.join() === OCSP_SIGNING && extensionList.some(({ oid, critical }) => oid === NO_CHECK && !critical),
  },
  {
    id: 'time-stamping',
    clause: 'RFC 3161 2.3',
    says: 'a time-stamping unit’s extended key usage is critical and time-stamping alone',
    profiles: ['timestamp'],
    holds: ({ fields: { extensions } }) => extensions.extendedKeyUsage?.critical === true && extensions.extendedKeyUsage.purposes.join() === TIME_STAMPING,
  },
  {
    id: 'signer-purposes',
    clause: 'EN 319 412-2 4.3.10',
    says: 'a signer’s certificate is for no server, no code, no OCSP answers, no time-stamps, and not for any purpose',
    profiles: signers,
    holds: ({ fields: { extensions, extensionList } }) =>
      !(extensions.extendedKeyUsage?.purposes ?? []).some((purpose) => foreignPurposes.has(purpose)) && !extensionList.some(({ oid }) => oid === NO_CHECK),
  },
  {
    id: 'no-extended-usage',
    clause: 'house',
    says: 'our signers’ and authorities’ certificates have no extended key usage',
    profiles: [...authorityProfiles, ...signers],
    origin: 'embedded',
    holds: ({ fields }) => fields.extensions.extendedKeyUsage === undefined,
  },
];
