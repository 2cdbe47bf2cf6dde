import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfiguration } from './config.ts';
import { prepareIdentityProvider, type IdentityProviderPlan, type PreparedIdentityProvider } from './prepare.ts';
import { startIdentityProvider } from './server.ts';

/** A running provider with files of its own, which go when it stops. */
export interface ProviderForTests {
  readonly plan: IdentityProviderPlan;
  readonly prepared: PreparedIdentityProvider;
  stop(): Promise<void>;
}

/** Starts the real provider on a free port. */
export async function startProviderForTests(identityOrigin: string): Promise<ProviderForTests> {
  const folder = mkdtempSync(join(tmpdir(), 'paraph-idp-'));
  const port = await freePort();
  const plan = { folder, port, issuer: `http://idp.localhost:${port}`, identityOrigin, signingClientKeys: join(folder, 'signing-client.json') };
  const prepared = prepareIdentityProvider(plan);
  const server = await startIdentityProvider(readConfiguration(prepared.configFile));
  return {
    plan,
    prepared,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
