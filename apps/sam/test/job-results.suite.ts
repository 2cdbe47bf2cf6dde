import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { fromBase64, newId } from '@paraph/kernel';
import type { FakeToken } from './fake-token.js';
import { FakeAnnouncer, JobsReplica } from './jobs-replica.js';
import type { Stores } from './stores.js';
import type { TestSigner, World } from './world.js';

/** What holds of how many requests wait, how they are fetched, and how their ends are announced, whatever stores them. */
export function jobResultsSuite(name: string, make: () => Promise<World<Stores, FakeToken>>): void {
  describe(name, () => {
    let world: World<Stores, FakeToken>;
    let ada: TestSigner;
    let replica: JobsReplica;
    beforeEach(async () => {
      world = await make();
      ada = await world.signer();
      replica = await JobsReplica.of(world);
    });

    /** Signatures by signers' keys that a piece of work cost. */
    const cost = async (work: () => Promise<unknown>): Promise<number> => {
      const before = world.token.counters.signCalls;
      await work();
      return world.token.counters.signCalls - before;
    };
    const taken = async (documents?: readonly string[], change: Partial<Parameters<JobsReplica['take']['run']>[0]> = {}) => {
      const request = { ...replica.request(ada, await world.sad(ada, documents), documents), ...change };
      return { request, responseId: await replica.take.run(request) };
    };

    describe('bounds of what waits', () => {
      it('refuse what is beyond them, with nothing reserved, until there is room', async () => {
        const small = await JobsReplica.of(world, { limits: { waitingOfClient: 2 } });
        const sads = [await world.sad(ada), await world.sad(ada), await world.sad(ada)];
        for (const sad of sads.slice(0, 2)) await small.take.run(small.request(ada, sad));
        const [, , third = ''] = sads;
        const request = small.request(ada, third);
        await expect(small.take.run(request)).rejects.toMatchObject({ code: 'attempt.too_many', retryAfter: 5 });
        expect(await small.polled(request.attemptId)).toBe('attempt.unknown');
        expect(await cost(() => small.sign.run(2))).toBe(2);
        expect(await small.take.run(request)).toBe(request.attemptId);
      });

      it('hold for all clients together, and among requests that come at the same time', async () => {
        const small = await JobsReplica.of(world, { limits: { waiting: 3 } });
        const sads: string[] = [];
        while (sads.length < 8) sads.push(await world.sad(ada));
        const ends = await Promise.allSettled(sads.map((sad) => small.take.run(small.request(ada, sad))));
        const codes = ends.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code?: string }).code] : []));
        expect(codes).toEqual(Array(5).fill('attempt.too_many'));
        expect(await cost(() => small.sign.run(4))).toBe(3);
      });

      it('let the very same request through that waits already', async () => {
        const small = await JobsReplica.of(world, { limits: { waiting: 1 } });
        const request = small.request(ada, await world.sad(ada));
        await small.take.run(request);
        expect(await small.take.run(request)).toBe(request.attemptId);
      });
    });

    describe('polling', () => {
      it('is for the client and the signer of the request', async () => {
        const { responseId } = await taken();
        const ask = (change: object) => replica.poll.run({ responseId, clientId: world.clientId, ...change });
        for (const change of [{ clientId: newId('cli') }, { signerId: newId('sgn') }, { responseId: newId('att') }, { responseId: '' }])
          await expect(ask(change)).rejects.toMatchObject({ code: 'attempt.unknown' });
        expect(await ask({ signerId: ada.signerId })).toEqual({ state: 'waiting' });
        await replica.sign.run(1);
        for (const change of [{ clientId: newId('cli') }, { signerId: newId('sgn') }])
          await expect(ask(change)).rejects.toMatchObject({ code: 'attempt.unknown' });
        expect(await ask({ signerId: ada.signerId })).toMatchObject({ state: 'signed' });
      });

      it('knows nothing of an attempt that was signed at once', async () => {
        const request = world.request(ada, await world.sad(ada));
        await world.signHash.run(request);
        expect(await replica.polled(request.attemptId)).toBe('attempt.unknown');
      });

      it('finds a result for its time, and not after it', async () => {
        const { responseId } = await taken(undefined, { validityMs: 1_000 });
        world.clock.advance(100_000);
        expect(await replica.polled(responseId)).toEqual({ state: 'waiting' });
        await replica.sign.run(1);
        world.clock.advance(999);
        expect(await replica.polled(responseId)).toMatchObject({ state: 'signed' });
        world.clock.advance(1);
        expect(await replica.polled(responseId)).toBe('attempt.unknown');
        expect(await world.stores.jobs.forget(world.clock.now())).toBe(1);
        expect(await replica.polled(responseId)).toBe('attempt.unknown');
      });

      it('answers a signature of the signer’s key', async () => {
        const { request, responseId } = await taken();
        await replica.sign.run(1);
        const answer = await replica.polled(responseId);
        const [signature = ''] = typeof answer === 'object' && answer.state === 'signed' ? answer.signatures : [];
        const bytes = (text: string | undefined): Uint8Array => fromBase64(text ?? '') ?? new Uint8Array();
        const digest = { algorithm: 'sha256', value: bytes(request.hashes[0]) } as const;
        expect(await world.token.verify(ada.publicKey, digest, bytes(signature))).toBe(true);
      });
    });

    describe('announcements', () => {
      const address = 'https://app.example/done';

      it('are made once the result is there, and once', async () => {
        const announcer = new FakeAnnouncer();
        const one = await JobsReplica.of(world, { announcer });
        const { responseId } = await taken(undefined, { responseUri: address });
        await taken();
        expect(await one.announce.run(5)).toEqual({ made: 0, refused: 0, over: 0 });
        await one.sign.run(2);
        expect(await one.announce.run(5)).toEqual({ made: 1, refused: 0, over: 0 });
        expect(announcer.announced).toEqual([{ responseId, address }]);
        world.clock.advance(50_000);
        expect(await one.announce.run(5)).toEqual({ made: 0, refused: 0, over: 0 });
      });

      it('are tried again with growing pauses while courier refuses, by whoever is there', async () => {
        const announcer = new FakeAnnouncer();
        announcer.refusal = new ServiceError('message.undeliverable', 'refused');
        const [one, other] = [await JobsReplica.of(world, { announcer }), await JobsReplica.of(world, { announcer })];
        await taken(undefined, { responseUri: address, validityMs: 86_400_000 });
        await one.sign.run(1);
        const pauses = [5_000, 10_000, 20_000, 40_000];
        for (const [tries, pause] of pauses.entries()) {
          expect(await one.announce.run(5)).toEqual({ made: 0, refused: 1, over: 0 });
          world.clock.advance(pause - 1);
          expect(await other.announce.run(5)).toEqual({ made: 0, refused: 0, over: 0 });
          expect(announcer.tries).toBe(tries + 1);
          world.clock.advance(1);
        }
        announcer.refusal = undefined;
        expect(await other.announce.run(5)).toEqual({ made: 1, refused: 0, over: 0 });
        expect(announcer.announced).toHaveLength(1);
      });

      it('end with the time of the result', async () => {
        const announcer = new FakeAnnouncer();
        announcer.refusal = new ServiceError('message.undeliverable', 'refused');
        const one = await JobsReplica.of(world, { announcer });
        await taken(undefined, { responseUri: address, validityMs: 6_000 });
        await one.sign.run(1);
        expect(await one.announce.run(5)).toEqual({ made: 0, refused: 1, over: 0 });
        world.clock.advance(5_000);
        expect(await one.announce.run(5)).toEqual({ made: 0, refused: 0, over: 1 });
        world.clock.advance(60_000);
        expect([await one.announce.run(5), announcer.tries]).toEqual([{ made: 0, refused: 0, over: 0 }, 2]);
      });

      it('are made of failures too, and not more than so many at once', async () => {
        const announcer = new FakeAnnouncer();
        const one = await JobsReplica.of(world, { announcer });
        for (let count = 0; count < 3; count += 1) await taken(undefined, { responseUri: address });
        await world.change(ada.credentialId, { state: 'suspended' });
        await one.sign.run(2);
        expect(await one.announce.run(2)).toEqual({ made: 2, refused: 0, over: 0 });
        expect(await one.announce.run(2)).toEqual({ made: 1, refused: 0, over: 0 });
      });

      it('whose caller died are made by another after the lease', async () => {
        const one = await JobsReplica.of(world);
        await taken(undefined, { responseUri: address });
        await one.sign.run(1);
        const now = world.clock.now();
        expect(await world.stores.jobs.takeAnnouncements(now, new Date(now.getTime() + 30_000), 5)).toHaveLength(1);
        expect(await one.announce.run(5)).toEqual({ made: 0, refused: 0, over: 0 });
        world.clock.advance(30_000);
        expect(await one.announce.run(5)).toEqual({ made: 1, refused: 0, over: 0 });
      });
    });
  });
}
