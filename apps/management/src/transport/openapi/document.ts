import { endpointTags, managementEndpoints, type ManagementTag } from '@paraph/contracts';
import { openApiDocument, type OpenApiDocument } from '@paraph/platform';
import { ROOT } from '../serves.js';

const headings: Readonly<Record<ManagementTag, string>> = {
  api: 'The API itself',
  subscriber: 'Legal entities under contract',
  client: 'Their signature-creation applications',
  signer: 'Persons who sign for them',
  credential: 'Credentials of signers, and seals',
  container: 'Containers of seals',
  proposal: 'What several people decide together',
  operator: 'Operators, their roles and their sessions',
  service: 'The service as a whole',
};

/** The document of the management API. */
export function managementDocument(): OpenApiDocument {
  return openApiDocument({
    root: ROOT,
    endpoints: managementEndpoints,
    headings: Object.fromEntries(endpointTags.map((tag) => [tag, headings[tag]])),
    info: {
      title: 'Paraph, management',
      version: '1.0.0',
      description: 'What operators do. Every failure is a problem document (RFC 9457) with a code; a wrong request names each wrong field.',
    },
    security: { name: 'operator', description: 'The token of an operator’s session' },
    refusals: { unauthorised: 'The operator’s token is missing, wrong or over', forbidden: 'The operator’s roles do not allow it' },
  });
}
