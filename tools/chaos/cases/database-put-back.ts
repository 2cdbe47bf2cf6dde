import { setTimeout as sleep } from 'node:timers/promises';
import { sandboxApprovers } from '../../sandbox/authenticator/approvers.ts';
import { Management } from '../../sandbox/management.ts';
import { decideOn } from '../../sandbox/signer/robot.ts';
import type { ChaosCase } from '../chaos-case.ts';
import type { ChaosSite } from '../chaos-site.ts';
import { DatabaseCopy } from '../database-copy.ts';
import { GatewayLoad } from '../gateway-load.ts';

/** Until audit was told how far the journal is. */
const TOLD_MS = 7_000;

/** Two of three people decide that it goes on from here. */
async function reopen(site: ChaosSite): Promise<void> {
  const { bench } = site;
  const management = new Management(bench.origin('management'), bench.secrets.read('management.token'));
  let proposal: Record<string, unknown> = {};
  // The SAM that was killed listens again within seconds, closed as it is.
  await site.until(async () => {
    proposal = await management.act('proposals', { act: { act: 'reopen-journal', reason: 'The failure matrix has put the database back.' } }).catch(() => ({}));
    return 'proposalId' in proposal || 'approvalUrl' in proposal || 'link' in proposal;
  }, 'a proposal');
  const link = String(proposal['approvalUrl'] ?? proposal['link']);
  const approvers = sandboxApprovers(bench.stack.state.path('sandbox'), bench.origin('approval'));
  for (const { passkey } of approvers.slice(0, 2)) await decideOn(link, bench.origin('identity'), { login: '', password: '', passkey });
}

export const databasePutBack: ChaosCase = {
  name: 'database-put-back',
  done: 'the SAM’s database is put back to some seconds ago under load: spent SADs stay spent, it closes, and goes on when two people decide so',
  short: 'e2e/database-put-back.e2e.ts',
  site: 'usual',
  recoversWithinMs: 10_000,
  ends: ['sam'],
  // The journal of before is gone: no later account could be drawn up from it.
  spoils: true,
  async hurt({ site, load, wrong }) {
    const [sad] = await site.authorise(1, 1);
    if (!sad) throw new Error('no authorisation');
    // What is signed after the copy has its record in the log alone: nobody signs meanwhile but the one whose SAD is spent.
    await load.pause();
    const spender = new GatewayLoad(site.edge, { requestsPerSecond: 1, hashesPerRequest: 1 });
    const present = () => spender.ask({ sad, hashes: sad.hashes });
    const copy = await DatabaseCopy.take({ database: site.bench.databaseUrl('sam'), token: site.bench.stack.state.path('token', 'objects') });
    if ((await present()).signatures === undefined) wrong('the SAD was not good to begin with');
    await sleep(TOLD_MS);
    await copy.putDatabaseBack();
    const putBackAt = performance.now();
    if ((await present()).signatures !== undefined) wrong('a spent SAD was good again');
    await site.until(
      async () => (await site.query('audit', `SELECT 1 FROM event WHERE source = 'sam' AND type = 'journal-closed'`)).length > 0,
      'the alarm in the log',
    );
    await site.end('sam', 'SIGKILL');
    if ((await present()).signatures !== undefined) wrong('a spent SAD was good for a SAM that started over the copy');
    if (spender.answered.some(({ begunAt }) => begunAt > putBackAt)) wrong('something was signed over the copy');
    load.start();
    await reopen(site);
    const decidedAt = performance.now();
    await site.until(async () => (await present()).refusal !== undefined, 'a refusal', 2_000);
    await spender.stop();
    await copy.remove();
    return decidedAt;
  },
};
