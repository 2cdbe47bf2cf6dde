import { z } from 'zod';
import { containerEndpoints } from './containers.js';
import { credentialEndpoints } from './credentials.js';
import { destructionEndpoints } from './destruction.js';
import { defineEndpoint } from '../endpoint.js';
import { operatorEndpoints } from './operators.js';
import { proposalEndpoints } from './proposals.js';
import { registerEndpoints } from './register.js';
import { serviceEndpoints } from './service.js';

const documentEndpoints = {
  describeApi: defineEndpoint({
    method: 'GET',
    path: 'openapi.json',
    status: 200,
    tag: 'api',
    purpose: 'This API as a document of OpenAPI 3.1.',
    answer: z.looseObject({ openapi: z.string() }),
    errors: [],
  }),
} as const;

/** Every endpoint there is: the one table the server, its document, the roles and the command-line client are made from. */
export const managementEndpoints = {
  ...registerEndpoints,
  ...credentialEndpoints,
  ...destructionEndpoints,
  ...containerEndpoints,
  ...proposalEndpoints,
  ...operatorEndpoints,
  ...serviceEndpoints,
  ...documentEndpoints,
} as const;

export type EndpointName = keyof typeof managementEndpoints;
