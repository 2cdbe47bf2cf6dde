import type { Log } from '@paraph/platform';
import { Provider } from 'oidc-provider';
import type { Events } from '../../domain/ports/events.js';
import { answerFailures } from './answer-failures.js';
import { answerBrowsers } from './browser-answers.js';
import { compareDigests } from './compare-client-secret.js';
import { serverConfiguration, type ServerParts } from './configuration.js';
import { answerAsCsc, type RefusalCounter } from './csc-answers.js';
import { limitOrigins } from './browser-origins.js';
import { describeServer } from './metadata.js';
import { issuerOf, paths } from './paths.js';
import { joinRepeatedHashes } from './repeated-hashes.js';
import { limitAddresses } from './request-limits.js';
import { tolerate } from './tolerated-requests.js';
import { answerUnknownRoutes } from './unknown-routes.js';

export interface ServerSurroundings {
  readonly events: Events;
  readonly refused: RefusalCounter;
  readonly log: Log;
}

/** Builds the authorisation server. */
export function buildServer(parts: ServerParts, surroundings: ServerSurroundings): Provider {
  const provider = new Provider(issuerOf(parts.origin, parts.base), serverConfiguration(parts));
  // Behind TLS the terminator speaks plain http to this process; `mount` fixes what the headers say.
  provider.proxy = parts.origin.startsWith('https:');
  compareDigests(provider);
  answerFailures(provider, parts.failurePage, surroundings.log);
  limitOrigins(provider, parts.clients);
  limitAddresses(provider, parts);
  tolerate(provider, { clients: parts.clients, base: parts.base, tokenPath: paths[parts.base].token });
  joinRepeatedHashes(provider);
  answerUnknownRoutes(provider);
  describeServer(provider, parts.base);
  answerBrowsers(provider);
  answerAsCsc(provider, { ...surroundings, base: parts.base });
  provider.on('server_error', (_ctx, error) => surroundings.log.error('authorisation-server-failed', error));
  return provider;
}
