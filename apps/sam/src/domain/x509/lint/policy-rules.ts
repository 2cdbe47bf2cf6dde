import type { LintRule } from './rule.js';

const ANY_POLICY = '2.5.29.32.0';
const signers = ['natural-person', 'one-session', 'legal-person'] as const;

/** Qualified types (EN 319 412-5 section 4.2.3). */
const qualifiedType = { person: '0.4.0.1862.1.6.1', organisation: '0.4.0.1862.1.6.2' } as const;

/** Under which policies, and what is claimed. */
export const policyRules: readonly LintRule[] = [
  {
    id: 'policies-named',
    clause: 'EN 319 412-2 4.3.3',
    says: 'a signer’s certificate names at least one policy, not any policy, and the extension is not critical',
    profiles: signers,
    holds: ({ fields }) => {
      const { policies } = fields.extensions;
      return policies?.critical === false && policies.identifiers.length > 0 && !policies.identifiers.includes(ANY_POLICY);
    },
  },
  {
    id: 'policies-once',
    clause: 'RFC 5280 4.2.1.4',
    says: 'no policy stands twice',
    holds: ({ fields }) => {
      const { identifiers = [] } = fields.extensions.policies ?? {};
      return new Set(identifiers).size === identifiers.length;
    },
  },
  {
    id: 'no-qualified-claim',
    clause: 'EN 319 412-5 4.2',
    says: 'no statement of a qualified certificate stands that the policy does not ask for; the embedded authority makes none',
    holds: ({ fields, origin, qcStatements }) => {
      const { statements = [] } = fields.extensions.qcStatements ?? {};
      const allowed: readonly string[] = origin === 'embedded' ? [] : qcStatements;
      // Statements that are not of EN 319 412-5 say something else, and are their authority's affair.
      return statements.every(({ statement }) => allowed.includes(statement) || (origin === 'external' && /^\d/.test(statement)));
    },
  },
  {
    id: 'qualified-claims-there',
    clause: 'EN 319 412-5 5',
    says: 'every statement that the policy asks for is there',
    profiles: signers,
    holds: ({ fields, qcStatements }) => {
      const said = (fields.extensions.qcStatements?.statements ?? []).map(({ statement }) => statement);
      return qcStatements.every((statement) => said.includes(statement));
    },
  },
  {
    id: 'statements-not-critical',
    clause: 'EN 319 412-5 4.1',
    says: 'the statements are not critical',
    holds: ({ fields }) => fields.extensions.qcStatements?.critical !== true,
  },
  {
    id: 'qualified-type',
    clause: 'EN 319 412-5 4.2.3',
    says: 'a qualified type is one only: for a person electronic signature, for an organisation electronic seal',
    profiles: signers,
    holds: ({ fields, name }) => {
      const typed = (fields.extensions.qcStatements?.statements ?? []).filter(({ statement }) => statement === 'type');
      const expected = name === 'legal-person' ? qualifiedType.organisation : qualifiedType.person;
      return typed.every(({ types }) => types.join() === expected);
    },
  },
  {
    id: 'seal-type-there',
    clause: 'EN 319 412-5 5',
    says: 'an organisation’s certificate that claims to be qualified says that it is for seals',
    profiles: ['legal-person'],
    holds: ({ fields }) => {
      const said = (fields.extensions.qcStatements?.statements ?? []).map(({ statement }) => statement);
      return !said.includes('compliance') || said.includes('type');
    },
  },
  {
    id: 'disclosure-statements',
    clause: 'EN 319 412-5 4.3.4',
    says: 'disclosure statements are at https addresses, one of them in English',
    profiles: signers,
    holds: ({ fields }) =>
      (fields.extensions.qcStatements?.statements ?? [])
        .filter(({ statement }) => statement === 'pds')
        .every(
          ({ disclosures }) =>
            disclosures.every(({ url, language }) => url.startsWith('https://') && /^[a-z]{2}$/i.test(language)) &&
            disclosures.some(({ language }) => language.toLowerCase() === 'en'),
        ),
  },
];
