import { lookup } from 'node:dns';

/**
 * Makes this process's `fetch` find `*.localhost` on the loopback address (RFC 6761 section 6.3). Browsers do so by
 * themselves; Node and the system's resolver do not. For services that speak HTTP to others; most speak only on the bus.
 */
export async function resolveLocalhost(): Promise<void> {
  const { Agent, setGlobalDispatcher } = await import('undici');
  setGlobalDispatcher(
    new Agent({
      connect: {
        lookup: (host, options, callback) => {
          if (!host.endsWith('.localhost')) lookup(host, options, callback);
          else if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
          else callback(null, '127.0.0.1', 4);
        },
      },
    }),
  );
}
