import type { ExtensionFields } from './certificate-fields.js';
import { authorityProfiles, type LintRule } from './rule.js';

const VALIDITY_ASSURED = '0.4.0.194121.2.1';
const NO_REVOCATION_AVAILABLE = '2.5.29.56';
/** As long may the handling of a revocation take (EN 319 411-1 section 6.2.4): what lives longer has to be revocable. */
const SHORT_LIFE_MS = 86_400_000;

const signers = ['natural-person', 'one-session', 'legal-person'] as const;
const checked = ['issuing', 'timestamp', 'natural-person', 'legal-person'] as const;

const isWeb = (address: string): boolean => /^https?:\/\/[^\s/]/.test(address);

const listsOf = ({ distributionPoints }: ExtensionFields): readonly string[] => distributionPoints?.lists ?? [];
const respondersOf = ({ informationAccess }: ExtensionFields): readonly string[] => informationAccess?.responders ?? [];

const isShortTerm = (oid: string): boolean => oid === VALIDITY_ASSURED || oid === NO_REVOCATION_AVAILABLE;

/** Where whoever relies on it finds its issuer, and whether it was revoked. */
export const statusRules: readonly LintRule[] = [
  {
    id: 'issuer-certificate',
    clause: 'EN 319 412-2 4.4.1',
    says: 'where the profile says so, the address of the issuer’s certificate is there, for HTTP, and not critical',
    profiles: ['issuing', 'ocsp', 'last-ocsp', 'timestamp', ...signers],
    holds: ({ fields, profile }) => {
      const { informationAccess } = fields.extensions;
      return !profile.namesIssuerCertificate || (informationAccess?.critical === false && informationAccess.issuers.some(isWeb));
    },
  },
  {
    id: 'revocation-source',
    clause: 'EN 319 412-2 4.3.11, 4.4.1',
    says: 'a list or a responder is named',
    profiles: checked,
    holds: ({ fields: { extensions } }) => listsOf(extensions).some(isWeb) || respondersOf(extensions).some(isWeb),
  },
  {
    id: 'both-sources',
    clause: 'house',
    says: 'ours name both, list and responder',
    profiles: checked,
    origin: 'embedded',
    holds: ({ fields: { extensions } }) => listsOf(extensions).some(isWeb) && respondersOf(extensions).some(isWeb),
  },
  {
    id: 'sources-not-critical',
    clause: 'RFC 5280 4.2.1.13, 4.2.2.1',
    says: 'the addresses are not critical',
    holds: ({ fields: { extensions } }) => extensions.distributionPoints?.critical !== true && extensions.informationAccess?.critical !== true,
  },
  {
    id: 'short-term-said',
    clause: 'EN 319 412-1 5.2, RFC 9608 2',
    says: 'the certificate of one session says that it is not revoked; ours by both extensions, not critical',
    profiles: ['one-session'],
    holds: ({ fields: { extensionList }, origin }) => {
      const said = extensionList.filter(({ oid, critical }) => isShortTerm(oid) && !critical);
      return origin === 'embedded' ? said.length === 2 : said.length > 0;
    },
  },
  {
    id: 'short-term-alone',
    clause: 'EN 319 412-1 5.2, RFC 9608 3',
    says: 'what says that it is not revoked names neither list nor responder',
    holds: ({ fields: { extensions, extensionList } }) =>
      !extensionList.some(({ oid }) => isShortTerm(oid)) || (listsOf(extensions).length === 0 && respondersOf(extensions).length === 0),
  },
  {
    id: 'short-term-short',
    clause: 'EN 319 412-1 5.2',
    says: 'what says that it is not revoked lives a day at most',
    holds: ({ fields: { extensionList, validity } }) =>
      !extensionList.some(({ oid }) => isShortTerm(oid)) || validity.to.getTime() - validity.from.getTime() < SHORT_LIFE_MS,
  },
  {
    id: 'authority-revocable',
    clause: 'RFC 9608 3',
    says: 'no authority’s certificate says that it is not revoked',
    profiles: authorityProfiles,
    holds: ({ fields: { extensionList } }) => !extensionList.some(({ oid }) => isShortTerm(oid)),
  },
];
