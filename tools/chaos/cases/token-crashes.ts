import type { ChaosCase } from '../chaos-case.ts';

export const tokenCrashes: ChaosCase = {
  name: 'token-crashes',
  done: 'the token’s library crashes in the middle of a signature and takes the only SAM with it',
  short: 'apps/sam/test/faults/token.it.ts',
  site: 'usual',
  recoversWithinMs: 10_000,
  ends: ['sam'],
  async hurt({ site }) {
    const before = site.bench.stack.services.get('sam');
    site.shim.command('C_Sign crash times=1');
    await site.until(() => site.bench.stack.services.get('sam') !== before, 'a death');
    const diedAt = performance.now();
    site.shim.command();
    return diedAt;
  },
};
