import { Bus } from '@paraph/platform';
import type { ChaosCase } from '../chaos-case.ts';
import { ServiceReplicas } from '../service-replicas.ts';
import { SigningLoad } from '../signing-load.ts';
import { intentsOf } from '../verdict.ts';

const USES = 1_000;

export const oneSad: ChaosCase = {
  name: 'one-sad',
  done: 'one SAD for one hash is presented a thousand times at once to two SAM processes, while others sign',
  short: 'apps/sam/test/one-sad-two-replicas.it.ts',
  site: 'usual',
  recoversWithinMs: 10_000,
  ends: [],
  load: { requestsPerSecond: 10 },
  async hurt({ site, wrong }) {
    const replicas = new ServiceReplicas(site.bench);
    await replicas.start(1);
    const [sad] = await site.authorise(1, 1, site.credentials.slice(0, 1));
    if (!sad) throw new Error('no authorisation');
    const uses = new SigningLoad(new Bus(await site.bench.bus('gateway'), 'gateway'), site.client);
    await uses.together(sad, USES);
    if (uses.answered !== 1) wrong(`${uses.answered} of ${USES} uses were answered with a signature`);
    const intents = await intentsOf(site.bench, sad.activationId);
    if (intents !== 1) wrong(`${intents} intents for one occurrence`);
    await replicas.retire();
    return performance.now();
  },
};
