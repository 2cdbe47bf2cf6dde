import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Agent, setGlobalDispatcher } from 'undici';

/**
 * Browsers resolve `*.localhost` to this machine; Node asks the system's resolver, which does not. This teaches
 * Node's own `fetch` the browsers' rule (RFC 6761 section 6.3).
 */
export function resolveLocalhost(): void {
  setGlobalDispatcher(new Agent({ connect: { lookup: lookupLocalhost } }));
}

/** A lookup for sockets that are opened without `fetch`. */
export const lookupLocalhost: LookupFunction = (hostname, options, callback) => {
  if (!hostname.endsWith('.localhost')) {
    lookup(hostname, options, callback);
  } else if (options.all) {
    callback(null, [{ address: '127.0.0.1', family: 4 }]);
  } else {
    callback(null, '127.0.0.1', 4);
  }
};
