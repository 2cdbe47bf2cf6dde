import { afterAll, describe } from '@jest/globals';
import { certificateAuthoritySuite } from '../certificate-authority.suite.js';
import { externalAuthoritySuite } from '../external-authority.suite.js';
import { CmpWorld } from './cmp-world.js';

// badCertTemplate
const REFUSAL = ['-pkistatus', '2', '-failure', '19', '-statusstring', 'not like this'];

async function start(): Promise<CmpWorld> {
  const world = await CmpWorld.start();
  await world.anyServer(world.pki.issuers[0] ?? new Uint8Array());
  return world;
}

externalAuthoritySuite('CMP, signed by the SAM', async () => {
  const world = await start();
  return {
    peer: world.peer,
    make: (connection = {}) => world.driver('signature', {}, connection),
    issuers: world.pki.issuers,
    order: (wrong) => world.order([], wrong),
    refused: () => world.order(REFUSAL),
    waits: () => world.order(['-poll_count', '1', '-check_after', '1']),
    stop: () => world.stop(),
  };
});

describe('CMP under a shared secret', () => {
  let world: CmpWorld | undefined;
  afterAll(() => world?.stop());
  certificateAuthoritySuite('as any authority', async () => {
    const started = (world = await start());
    return { driver: started.driver('password-based-mac'), order: () => started.order(), refused: () => started.order(REFUSAL) };
  });
});
