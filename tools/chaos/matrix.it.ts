import { describe, expect, it } from '@jest/globals';
import { brokersSplit } from './cases/broker-cluster.ts';
import { runMatrix } from './matrix.ts';

/** `npm run chaos` runs every row; this one keeps the whole of it alive: a stack on three brokers, a load, a cause, its end, the account. */
describe('the failure matrix', () => {
  it('finds every answer in journal and log after a cluster of brokers was cut into three', async () => {
    // How long it takes is measured by the program, on a machine that has nothing else to do.
    const one = { ...brokersSplit, recoversWithinMs: Number.POSITIVE_INFINITY };
    const [row] = await runMatrix([one], { say: () => undefined, told: () => undefined, keep: false });
    expect(row).toMatchObject({ result: 'passed', why: [], signaturesWithoutRecord: 0, doubleSignatures: 0, lost: 0 });
    expect(row?.signaturesAnswered).toBeGreaterThan(80);
  }, 180_000);
});
