import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import type { FakeToken } from './fake-token.js';
import { JobsReplica } from './jobs-replica.js';
import type { Stores } from './stores.js';
import { leaveNextSignatureUnanswered } from './unanswered-signature.js';
import { payloadOf, type TestSigner, type World } from './world.js';

/** What holds of requests that are signed later, whatever stores them. */
export function jobsSuite(name: string, make: () => Promise<World<Stores, FakeToken>>): void {
  describe(name, () => {
    let world: World<Stores, FakeToken>;
    let ada: TestSigner;
    let replica: JobsReplica;
    beforeEach(async () => {
      world = await make();
      ada = await world.signer();
      replica = await JobsReplica.of(world);
    });

    const signatures = (): number => world.token.counters.signCalls;
    /** Signatures by signers' keys that a piece of work cost. */
    const cost = async (work: () => Promise<unknown>): Promise<number> => {
      const before = signatures();
      await work();
      return signatures() - before;
    };
    const taken = async (documents?: readonly string[], change: Partial<Parameters<JobsReplica['take']['run']>[0]> = {}) => {
      const request = { ...replica.request(ada, await world.sad(ada, documents), documents), ...change };
      return { request, responseId: await replica.take.run(request) };
    };

    describe('a request that is signed later', () => {
      it('is answered before the token is asked, waits, is signed, and its signatures verify in its order', async () => {
        const sad = await world.sad(ada, ['a', 'b']);
        const request = replica.request(ada, sad, ['b', 'a']);
        expect(await cost(() => replica.take.run(request))).toBe(0);
        expect(await replica.polled(request.attemptId)).toEqual({ state: 'waiting' });
        expect(await cost(() => replica.sign.run(2))).toBe(2);
        const answer = await replica.polled(request.attemptId);
        expect(answer).toMatchObject({ state: 'signed', signatures: [expect.any(String), expect.any(String)] });
        expect((await world.eventTypes()).filter((type) => type.startsWith('signature-'))).toEqual(['signature-intended', 'signature-made']);
        // The occurrences are gone, for both ways to sign.
        await expect(world.signHash.run(world.request(ada, sad, ['a']))).rejects.toMatchObject({ code: 'sad.spent' });
        await expect(replica.take.run(replica.request(ada, sad, ['a']))).rejects.toMatchObject({ code: 'sad.spent' });
      });

      it('takes its occurrences at once: nobody else signs them while it waits', async () => {
        const sad = await world.sad(ada, ['a', 'b']);
        await replica.take.run(replica.request(ada, sad, ['a']));
        expect(await cost(() => expect(world.signHash.run(world.request(ada, sad, ['a']))).rejects.toMatchObject({ code: 'hash.not_authorised' }))).toBe(0);
        expect(await cost(() => world.signHash.run(world.request(ada, sad, ['b'])))).toBe(1);
      });

      it('is taken once, however often the same attempt comes', async () => {
        const { request, responseId } = await taken();
        expect(await Promise.all([replica.take.run(request), replica.take.run(request)])).toEqual([responseId, responseId]);
        expect(await cost(() => replica.sign.run(2))).toBe(1);
        expect(await replica.take.run(request)).toBe(responseId);
        expect(await cost(() => replica.sign.run(2))).toBe(0);
      });

      it.each([
        ['kept for another time', { validityMs: 61_000 }],
        ['announced', { responseUri: 'https://app.example/done' }],
        ['over another digest', { hashes: [Buffer.alloc(32).toString('base64')] }],
      ])('is refused under the id of another one, when it is %s', async (_what, change) => {
        const { request } = await taken();
        await expect(replica.take.run({ ...request, ...change })).rejects.toMatchObject({ code: 'sad.spent' });
        await expect(world.signHash.run(request)).rejects.toMatchObject({ code: 'sad.spent' });
      });

      it.each([
        ['of a SAD that is none', { sad: 'sad_e30.e30.AAAA' }, 'sad.invalid'],
        ['of another client', { clientId: newId('cli') }, 'sad.invalid'],
        ['of another person', { signerId: newId('sgn') }, 'sad.invalid'],
        ['for a digest nobody approved', { hashes: [Buffer.alloc(32).toString('base64')] }, 'hash.not_authorised'],
        ['by an algorithm of another key', { signAlgorithmOid: '1.2.840.113549.1.1.11' }, 'algorithm.unsupported'],
      ])('is refused as one that is signed at once: %s', async (_what, change, code) => {
        const request = { ...replica.request(ada, await world.sad(ada)), ...change };
        await expect(replica.take.run(request)).rejects.toMatchObject({ code });
        expect(await replica.polled(request.attemptId)).toBe('attempt.unknown');
        expect(await cost(() => replica.sign.run(2))).toBe(0);
      });

      it('is not taken for a caller who is gone', async () => {
        const sad = await world.sad(ada);
        const late = { ...replica.request(ada, sad), answerBy: world.clock.now() };
        await expect(replica.take.run(late)).rejects.toMatchObject({ code: 'deadline.exceeded' });
        expect(await cost(() => world.signHash.run(world.request(ada, sad)))).toBe(1);
      });

      it('is signed though its SAD is over meanwhile: it was accepted in time', async () => {
        const { request, responseId } = await taken();
        world.clock.advance(400_000);
        await expect(world.signHash.run({ ...request, attemptId: newId('att') })).rejects.toMatchObject({ code: 'sad.expired' });
        expect(await cost(() => replica.sign.run(2))).toBe(1);
        expect(await replica.polled(responseId)).toMatchObject({ state: 'signed' });
      });
    });

    describe('what ends a request before the token is asked', () => {
      it.each([
        ['the credential is suspended', () => world.change(ada.credentialId, { state: 'suspended' }), 'credential.disabled'],
        ['the credential is revoked', () => world.change(ada.credentialId, { state: 'revoked' }), 'credential.disabled'],
        ['the signer gives the authorisation up', (sad: string) => world.abandonActivation.run(String(payloadOf(sad)['jti']), 'revoked'), 'sad.invalid'],
      ])('%s', async (_what, stop, code) => {
        const { request, responseId } = await taken();
        await stop(request.sad.slice('sad_'.length));
        expect(await cost(() => replica.sign.run(2))).toBe(0);
        expect(await replica.polled(responseId)).toBe(code);
        expect(await world.eventTypes()).toContain(`signature-failed: ${code}`);
        // Once, and for good.
        await replica.sign.run(2);
        expect((await world.eventTypes()).filter((type) => type.startsWith('signature-failed'))).toHaveLength(1);
      });

      it('lets what it had taken be signed again, once the credential is active again', async () => {
        const { request } = await taken();
        await world.change(ada.credentialId, { state: 'suspended' });
        await replica.sign.run(2);
        await world.change(ada.credentialId, { state: 'active' });
        expect(await cost(() => world.signHash.run({ ...request, attemptId: newId('att') }))).toBe(1);
      });

      it('its certificate ended', async () => {
        const bob = await world.signer({
          binding: {
            certificate: {
              fingerprint: 'f',
              subject: 'CN=Bob',
              serialNumber: '02',
              validFrom: new Date(world.clock.now().getTime() - 1_000).toISOString(),
              validTo: new Date(world.clock.now().getTime() + 60_000).toISOString(),
            },
          },
        });
        const request = replica.request(bob, await world.sad(bob));
        await replica.take.run(request);
        world.clock.advance(61_000);
        expect(await cost(() => replica.sign.run(2))).toBe(0);
        expect(await replica.polled(request.attemptId)).toBe('credential.certificate_expired');
      });

      it('nobody could sign it for so long that the journal may forget: it is given up', async () => {
        const { responseId } = await taken();
        world.clock.advance(3_600_000);
        expect(await cost(() => replica.sign.run(2))).toBe(0);
        expect(await replica.polled(responseId)).toBe('hsm.unavailable');
      });
    });

    describe('a token that fails', () => {
      it('and is out of service costs time only', async () => {
        const { responseId } = await taken();
        world.token.failNextSignature('hsm.unavailable');
        await replica.sign.run(2);
        expect(await replica.polled(responseId)).toEqual({ state: 'waiting' });
        await replica.sign.run(2);
        expect(await replica.polled(responseId)).toEqual({ state: 'waiting' });
        world.clock.advance(5_000);
        expect(await cost(() => replica.sign.run(2))).toBe(1);
        expect(await replica.polled(responseId)).toMatchObject({ state: 'signed' });
      });

      it.each([['hsm.refused'], ['hsm.ambiguous']] as const)('with %s ends the request so', async (code) => {
        const { responseId } = await taken();
        world.token.failNextSignature(code);
        await replica.sign.run(2);
        expect(await replica.polled(responseId)).toBe(code);
        world.clock.advance(10_000);
        expect(await cost(() => replica.sign.run(2))).toBe(0);
      });
    });

    describe('a process that ends', () => {
      it('before the claim leaves the job to whoever comes, and no reconciliation burns it, however long it waits', async () => {
        const { responseId } = await taken();
        world.clock.advance(600_000);
        expect(await replica.reconcile.run()).toEqual({ ended: 0, failures: [] });
        const other = await JobsReplica.of(world);
        expect(await cost(() => other.sign.run(2))).toBe(1);
        expect(await other.polled(responseId)).toMatchObject({ state: 'signed' });
      });

      it('between claim and outcome leaves a job that nobody signs again: it is burned', async () => {
        const { request, responseId } = await taken(['a', 'b']);
        const asked = leaveNextSignatureUnanswered(world.token);
        void replica.sign.run(2);
        await asked;
        const other = await JobsReplica.of(world);
        expect(await cost(() => other.sign.run(2))).toBe(0);
        expect(await other.polled(responseId)).toEqual({ state: 'waiting' });
        world.clock.advance(61_000);
        expect(await other.reconcile.run()).toEqual({ ended: 1, failures: [] });
        expect(await other.polled(responseId)).toBe('hsm.ambiguous');
        expect(await cost(() => other.sign.run(2))).toBe(0);
        await expect(world.signHash.run({ ...request, attemptId: newId('att') })).rejects.toMatchObject({ code: 'sad.spent' });
      });

      it('in order begins no further one, and leaves them to others', async () => {
        for (let count = 0; count < 5; count += 1) await taken();
        let begun = 0;
        const ending = replica.sign.run(
          1,
          (_job, work) => ((begun += 1), work()),
          () => begun >= 2,
        );
        expect(await cost(() => ending)).toBe(2);
        const other = await JobsReplica.of(world);
        expect(await cost(() => other.sign.run(2))).toBe(3);
      });

      it('never has two replicas sign one job', async () => {
        const jobs = await Promise.all(Array.from({ length: 12 }, () => taken()));
        const others = await Promise.all([JobsReplica.of(world), JobsReplica.of(world)]);
        expect(await cost(() => Promise.all([replica, ...others].map(({ sign }) => sign.run(3))))).toBe(12);
        for (const { responseId } of jobs) expect(await replica.polled(responseId)).toMatchObject({ state: 'signed' });
      });
    });
  });
}
