import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { FakeAnnouncer, JobsReplica } from '../jobs-replica.js';
import { hashOf } from '../world.js';
import { outcomeOf, type Outcome } from './refusal.js';
import { SIGNED_ONCE, SigningTrial } from './signing-trial.js';

/** A request that is signed later lies in the database until then, without its SAD. The database would like another one signed in its place. */
describe('a database that edits what waits to be signed', () => {
  let trial: SigningTrial;
  let replica: JobsReplica;
  let announcer: FakeAnnouncer;
  beforeEach(async () => {
    trial = await SigningTrial.make();
    announcer = new FakeAnnouncer();
    replica = await JobsReplica.of(trial.world, { announcer });
  });

  const taken = async (documents?: readonly string[]): Promise<string> => {
    const request = replica.request(trial.ada, await trial.world.sad(trial.ada, documents), documents);
    return replica.take.run({ ...request, responseUri: 'https://app.example/done' });
  };
  const rows = () => trial.world.stores.jobs.table;
  const edit = (attemptId: string, change: (job: Record<string, unknown>) => object): void => {
    const row = rows().get(attemptId);
    if (!row) throw new Error('no job');
    rows().set(attemptId, { ...row, job: JSON.stringify({ ...(JSON.parse(row.job) as object), ...change(JSON.parse(row.job) as Record<string, unknown>) }) });
  };
  const work = (): Promise<Outcome> => outcomeOf(trial.world.token, () => replica.sign.run(2));

  it.each<[string, (job: Record<string, unknown>) => object]>([
    ['another digest', () => ({ hashes: [hashOf('mortgage.pdf')] })],
    ['another key', () => ({ keyId: newId('key') })],
    ['another credential', () => ({ credentialId: newId('cred') })],
    ['another place', () => ({ places: [1] })],
    ['a longer time', () => ({ signBy: '2100-01-01T00:00:00.000Z' })],
    ['another epoch', () => ({ epoch: 2 })],
    ['another client', () => ({ clientId: newId('cli') })],
    ['another address', () => ({ responseUri: 'https://elsewhere.example/' })],
    ['nothing but its text anew', () => ({ acceptedAt: 'now' })],
  ])('gets nothing signed, answered or announced: %s', async (_what, change) => {
    const [attemptId, control] = [await taken(), await taken()];
    edit(attemptId, change);
    expect(await work()).toEqual(SIGNED_ONCE);
    expect(await replica.polled(control)).toMatchObject({ state: 'signed' });
    expect(await replica.polled(attemptId)).toBe('record.tampered');
    expect(await trial.world.eventTypes()).toContain('record-tampered: record.tampered');
    await replica.announce.run(5);
    expect(announcer.announced.map(({ responseId }) => responseId)).toEqual([control]);
  });

  it('gets nothing signed by the text of one request under the id of another', async () => {
    const [one, other] = [await taken(['a']), await taken(['b'])];
    const [row, foreign] = [rows().get(one), rows().get(other)];
    if (!row || !foreign) throw new Error('no job');
    rows().set(one, { ...row, job: foreign.job, mac: foreign.mac });
    expect(await work()).toEqual(SIGNED_ONCE);
    expect([await replica.polled(one), await replica.polled(other)]).toEqual(['record.tampered', expect.objectContaining({ state: 'signed' })]);
  });

  it('has no other client answered by another name in its column', async () => {
    const attemptId = await taken();
    const row = rows().get(attemptId);
    const stranger = newId('cli');
    if (row) rows().set(attemptId, { ...row, clientId: stranger });
    expect(await work()).toEqual(SIGNED_ONCE);
    await expect(replica.poll.run({ responseId: attemptId, clientId: stranger })).rejects.toMatchObject({ code: 'attempt.unknown' });
    expect(await replica.polled(attemptId)).toMatchObject({ state: 'signed' });
  });

  it('has what is announced made known once the attempt has ended, and to the address that was sealed', async () => {
    const attemptId = await taken();
    await work();
    trial.world.stores.jobs.announcements.set(attemptId, { dueAt: new Date(0), tries: 0 });
    await replica.announce.run(5);
    expect(announcer.announced).toEqual([{ responseId: attemptId, address: 'https://app.example/done' }]);
  });
});
