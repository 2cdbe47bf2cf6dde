import type { Provider } from 'oidc-provider';
import { matchesClientSecret } from '../../domain/clients/client-secret.js';

/**
 * The library compares a client's secret in clear; here it holds the secret's digest, so the comparison is ours. Nothing
 * else may use what the library takes for the secret: algorithms that would sign or encrypt with it are not enabled.
 */
export function compareDigests(provider: Provider): void {
  provider.Client.prototype.compareClientSecret = function compareClientSecret(secret) {
    return matchesClientSecret(secret, this.clientSecret ?? '');
  };
}
