import type { Configuration } from 'oidc-provider';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long what the server issues lives, in seconds. A SAD's own end replaces that of its access token. */
export const lifetimes: NonNullable<Configuration['ttl']> = {
  AccessToken: HOUR,
  ClientCredentials: HOUR,
  RefreshToken: 30 * DAY,
  AuthorizationCode: MINUTE,
  Grant: 30 * DAY,
  Interaction: 15 * MINUTE,
  Session: 15 * MINUTE,
};
