import { beforeEach, describe, expect, it } from '@jest/globals';
import { ApplicationWorld } from './application-world.js';
import { JobsReplica } from './jobs-replica.js';

/** Where the signer left the documents to the application (SCAL 1), a request that is signed later names its own, too. */
describe('a SAD that names no documents, and requests that are signed later', () => {
  let app: ApplicationWorld;
  let sad: string;
  let replica: JobsReplica;
  beforeEach(async () => {
    app = await ApplicationWorld.make({ counted: 'free', scal: '1' });
    sad = await app.sad([], 3);
    replica = await JobsReplica.of(app.world);
  });

  const take = (...documents: string[]) => replica.take.run(replica.request(app.ada, sad, documents));
  const signed = async (work: () => Promise<unknown>): Promise<number> => {
    const before = app.world.token.counters.signCalls;
    await work();
    return app.world.token.counters.signCalls - before;
  };

  it('take as many as it says, whatever they are, and not one more', async () => {
    await expect(take('a', 'b', 'c', 'd')).rejects.toMatchObject({ code: 'hash.not_authorised' });
    const first = await take('a', 'b');
    await expect(take('c', 'd')).rejects.toMatchObject({ code: 'hash.not_authorised' });
    const second = await take('a');
    await expect(take('e')).rejects.toMatchObject({ code: 'sad.spent' });
    expect(await signed(() => replica.sign.run(2))).toBe(3);
    for (const id of [first, second]) expect(await replica.polled(id)).toMatchObject({ state: 'signed' });
  });

  it('share it with requests that are signed at once', async () => {
    await take('a');
    expect((await app.sign(sad, 'b', 'c')).signed).toBe(2);
    expect((await app.sign(sad, 'd')).code).toBe('sad.spent');
    expect(await signed(() => replica.sign.run(2))).toBe(1);
  });

  it('take no more when many come at once', async () => {
    const ends = await Promise.allSettled(Array.from({ length: 20 }, (_, place) => take(`doc ${place}`)));
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(await signed(() => replica.sign.run(4))).toBe(3);
  });
});
