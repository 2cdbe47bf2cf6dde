import { auditEndpoints, auditTags, type AuditTag } from '@paraph/contracts';
import { openApiDocument, type OpenApiDocument } from '@paraph/platform';
import { ROOT } from '../serves.js';

const headings: Readonly<Record<AuditTag, string>> = {
  api: 'The API itself',
  session: 'Sign-in of auditors and officers',
  event: 'Events as they stand in the log, and entries by hand',
  proof: 'Heads, inclusion and consistency',
  transaction: 'One transaction from its request to its signature',
  finding: 'Reconciliation, findings and figures',
  archive: 'Months, their copies and their checks',
  person: 'What the log has about one person',
  compliance: 'Obligations and how they were met',
};

/** The document of the audit API. */
export function auditDocument(): OpenApiDocument {
  return openApiDocument({
    root: ROOT,
    endpoints: auditEndpoints,
    headings: Object.fromEntries(auditTags.map((tag) => [tag, headings[tag]])),
    info: {
      title: 'Paraph, audit',
      version: '1.0.0',
      description:
        'What auditors read and verify. Auditors get everything, an application what concerns its subscriber, a signer what concerns them. ' +
        'Every failure is a problem document (RFC 9457) with a code; a wrong request names each wrong field.',
    },
    security: {
      name: 'reader',
      description:
        'The token of an operator’s session, of an application (client credentials) or of a signer; one that is bound to a key is sent as DPoP with a proof (RFC 9449)',
    },
    refusals: {
      unauthorised: 'The token is missing, wrong or over',
      forbidden: 'Whoever holds the token may not ask this',
      tooOften: 'Whoever holds the token has asked too often: come again after as many seconds as Retry-After says',
    },
  });
}
