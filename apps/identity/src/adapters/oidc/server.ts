import type { Log, Metrics } from '@paraph/platform';
import { Provider } from 'oidc-provider';
import type { Events } from '../../domain/ports/events.js';
import { answerBrowsers } from './browser-answers.js';
import { compareDigests } from './compare-client-secret.js';
import { serverConfiguration, type ServerParts } from './configuration.js';
import { answerAsCsc } from './csc-answers.js';
import { describeServer } from './metadata.js';
import { joinRepeatedHashes } from './repeated-hashes.js';
import { limitAddresses } from './request-limits.js';
import { answerUnknownRoutes } from './unknown-routes.js';

export interface ServerSurroundings {
  readonly events: Events;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** Builds the authorisation server. */
export function buildServer(parts: ServerParts, surroundings: ServerSurroundings): Provider {
  const provider = new Provider(parts.issuer, serverConfiguration(parts));
  // Behind TLS the terminator speaks plain http to this process; `mount` fixes what the headers say.
  provider.proxy = parts.issuer.startsWith('https:');
  compareDigests(provider);
  limitAddresses(provider, parts.limits, parts.failurePage);
  joinRepeatedHashes(provider);
  answerUnknownRoutes(provider);
  describeServer(provider);
  answerBrowsers(provider);
  answerAsCsc(provider, surroundings);
  provider.on('server_error', (_ctx, error) => surroundings.log.error('authorisation-server-failed', error));
  return provider;
}
