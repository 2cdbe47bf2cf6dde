import { z } from 'zod';
import { defineEndpoint } from '../../endpoint.js';
import { entryEndpoints } from './entries.js';
import { archiveEndpoints } from './archives.js';
import { eventEndpoints } from './events.js';
import { figureEndpoints } from './figures.js';
import { logEndpoints } from './log.js';
import { personEndpoints } from './persons.js';
import { complianceEndpoints } from './compliance.js';
import { findingEndpoints } from './findings.js';
import { proofEndpoints } from './proofs.js';
import { receiptEndpoints } from './receipts.js';
import { sessionEndpoints } from './sessions.js';
import { transactionEndpoints } from './transactions.js';

const documentEndpoints = {
  describeAuditApi: defineEndpoint({
    method: 'GET',
    path: 'openapi.json',
    status: 200,
    tag: 'api',
    purpose: 'This API as a document of OpenAPI 3.1.',
    answer: z.looseObject({ openapi: z.string() }),
    errors: [],
  }),
} as const;

/** Every endpoint of the audit service: the one table its server, its document and its rights are made from. */
export const auditEndpoints = {
  ...sessionEndpoints,
  ...eventEndpoints,
  ...entryEndpoints,
  ...figureEndpoints,
  ...transactionEndpoints,
  ...personEndpoints,
  ...proofEndpoints,
  ...receiptEndpoints,
  ...logEndpoints,
  ...findingEndpoints,
  ...complianceEndpoints,
  ...archiveEndpoints,
  ...documentEndpoints,
} as const;

export type AuditEndpointName = keyof typeof auditEndpoints;
