import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { JobsReplica } from '../jobs-replica.js';
import { RestartedSam } from './restarted-sam.js';
import { outcomeOf, refused, type Outcome } from './refusal.js';
import { SIGNED_ONCE, SigningTrial } from './signing-trial.js';

const HOURS = 60;
const NOTHING: Outcome = { code: 'done', signed: 0 };

/** A database that keeps a request as it waited, with genuine MACs all over, and puts it back when it was signed. */
describe('a request that was signed later, and waits again', () => {
  let trial: SigningTrial;
  let sam: RestartedSam;
  let replica: JobsReplica;
  beforeEach(async () => {
    trial = await SigningTrial.make();
    sam = await RestartedSam.over(trial.world);
    replica = await JobsReplica.of(trial.world);
  });

  const work = (): Promise<Outcome> => outcomeOf(trial.world.token, () => replica.sign.run(2));
  const taken = async () => {
    const request = replica.request(trial.ada, await trial.world.sad(trial.ada));
    await replica.take.run({ ...request, validityMs: 86_400_000 });
    return request;
  };
  /** A copy of the rows that speak of it: the journal of the SAM goes on. */
  const photographed = () => {
    const { activations, journal, jobs } = trial.world.stores;
    const tables = [activations.table, journal.table, journal.endings, jobs.table] as Map<string, unknown>[];
    const copies = tables.map((table) => new Map(table));
    return () => tables.forEach((table, place) => (table.clear(), copies[place]?.forEach((row, key) => table.set(key, row))));
  };

  it('is not signed again while a replica lives, nor after a start', async () => {
    const request = await taken();
    const restore = photographed();
    expect(await work()).toEqual(SIGNED_ONCE);
    restore();
    expect(await work()).toEqual(NOTHING);
    expect(await replica.polled(request.attemptId)).toBe('record.tampered');
    expect(await trial.world.eventTypes()).toContain('record-tampered: record.tampered');
    await sam.stop();
    restore();
    await sam.start();
    expect(sam.closed).toBeUndefined();
    expect(await work()).toEqual(NOTHING);
    await taken();
    expect(await work()).toEqual(SIGNED_ONCE);
  });

  it('is not signed again with only its own row put back', async () => {
    const { jobs, journal } = trial.world.stores;
    const { attemptId } = await taken();
    const [row, attempt] = [jobs.table.get(attemptId), journal.table.get(attemptId)];
    expect(await work()).toEqual(SIGNED_ONCE);
    if (row) jobs.table.set(attemptId, row);
    expect(await work()).toEqual(NOTHING);
    if (row && attempt) {
      jobs.table.set(attemptId, row);
      journal.table.set(attemptId, attempt);
    }
    expect(await work()).toEqual(NOTHING);
    await taken();
    expect(await work()).toEqual(SIGNED_ONCE);
  });

  it('is not signed again when the journal has forgotten how far its activation had moved', async () => {
    const request = await taken();
    const restore = photographed();
    expect(await work()).toEqual(SIGNED_ONCE);
    await sam.pass(4 * HOURS);
    await sam.stop();
    restore();
    await sam.start();
    expect(sam.closed).toBeUndefined();
    expect(await work()).toEqual(NOTHING);
    expect(await replica.polled(request.attemptId)).toBe('hsm.unavailable');
    await taken();
    expect(await work()).toEqual(SIGNED_ONCE);
  });

  it('is burned, and not signed, after an end of which nobody was told: nobody knows what the last seconds were', async () => {
    const request = await taken();
    const restore = sam.dump();
    expect(await work()).toEqual(SIGNED_ONCE);
    await sam.kill();
    restore();
    await sam.start();
    expect(sam.closed).toBeUndefined();
    expect(await work()).toEqual(NOTHING);
    expect(await replica.polled(request.attemptId)).toBe('hsm.ambiguous');
    expect(await trial.sign({ ...request, attemptId: newId('att') })).toEqual(refused('sad.invalid'));
    await taken();
    expect(await work()).toEqual(SIGNED_ONCE);
  });

  it('waits through an orderly end and is signed afterwards: control', async () => {
    const request = await taken();
    await sam.stop();
    await sam.start();
    replica = await JobsReplica.of(trial.world);
    expect(await work()).toEqual(SIGNED_ONCE);
    expect(await replica.polled(request.attemptId)).toMatchObject({ state: 'signed' });
  });
});
