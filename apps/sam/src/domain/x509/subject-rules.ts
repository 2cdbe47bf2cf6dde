import type { CertificateFacts } from './certificate-reader.js';
import type { DistinguishedName, NameAttribute } from './distinguished-name.js';

/** How near a certificate's subject has to be to the one that was asked for. */
export const subjectRules = ['exact', 'extended', 'reduced'] as const;
export type SubjectRule = (typeof subjectRules)[number];

/** What an authority may add from its own knowledge: where somebody belongs. It says nothing else about who somebody is. */
const additions: ReadonlySet<string> = new Set<NameAttribute>(['C', 'O', 'OU', 'organizationIdentifier', 'serialNumber']);

/** What tells people apart, and stays where an authority leaves out the rest of what was asked for. */
const kept: ReadonlySet<string> = new Set<NameAttribute>(['CN', 'C', 'serialNumber']);

/**
 * Whether a certificate names the one it was asked for. `exact` compares bytes; `extended` compares what is said, in any order; `reduced` takes a
 * name of which some of it is left out, for authorities that know no given name (CFSSL): nothing in it differs, nothing is added.
 */
export function isNamed(
  { encoded, subjectAttributes }: Pick<CertificateFacts, 'encoded' | 'subjectAttributes'>,
  wanted: { readonly subject: DistinguishedName; readonly encoded: Uint8Array },
  rule: SubjectRule,
): boolean {
  if (rule === 'exact') return Buffer.compare(encoded.subject, wanted.encoded) === 0;
  return rule === 'extended' ? isExtended(subjectAttributes, wanted.subject) : isReduced(subjectAttributes, wanted.subject);
}

/** Everything that was asked for stands there once, and what stands beside it is of a kind that was not asked for: no second name, no other organisation. */
function isExtended(found: CertificateFacts['subjectAttributes'], wanted: DistinguishedName): boolean {
  const ours = new Set<string>(wanted.map(({ attribute }) => attribute));
  const said = found.filter(({ attribute }) => ours.has(attribute));
  const added = found.filter(({ attribute }) => !ours.has(attribute));
  return same(said, wanted) && added.every(({ attribute }) => additions.has(attribute));
}

function isReduced(found: CertificateFacts['subjectAttributes'], wanted: DistinguishedName): boolean {
  const said = new Set<string>(found.map(({ attribute }) => attribute));
  const asked = wanted.filter(({ attribute }) => said.has(attribute) || kept.has(attribute));
  return asked.some(({ attribute }) => attribute === 'serialNumber') && same(found, asked);
}

function same(found: CertificateFacts['subjectAttributes'], wanted: CertificateFacts['subjectAttributes']): boolean {
  const lines = (name: CertificateFacts['subjectAttributes']) => name.map(({ attribute, value }) => JSON.stringify([attribute, value])).sort();
  return JSON.stringify(lines(found)) === JSON.stringify(lines(wanted));
}
