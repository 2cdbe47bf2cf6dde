import type { Client, Configuration } from 'oidc-provider';
import { settingsOf } from './client-metadata.js';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** To make or to delete one credential, at once. */
const ONE_ACT = 10 * MINUTE;

/** How long what the server issues lives, in seconds. A SAD's own end replaces that of its access token. */
export const lifetimes: NonNullable<Configuration['ttl']> = {
  AccessToken: (_ctx, token, client) => (token.scope === 'service' ? serviceSeconds(client) : ONE_ACT),
  ClientCredentials: (_ctx, _token, client) => serviceSeconds(client),
  RefreshToken: 30 * DAY,
  AuthorizationCode: MINUTE,
  Grant: 30 * DAY,
  Interaction: 15 * MINUTE,
  Session: 15 * MINUTE,
};

function serviceSeconds(client: Client): number {
  return settingsOf(client).serviceTokenSeconds;
}
