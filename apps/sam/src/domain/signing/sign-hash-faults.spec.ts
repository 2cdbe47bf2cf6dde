import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { World, type TestSigner } from '../../../test/world.js';
import type { SignatureRequest } from './signature-request.js';

describe('signing hashes when something goes wrong', () => {
  let world: World;
  let ada: TestSigner;
  let sad: string;
  beforeEach(async () => {
    world = await World.make();
    ada = await world.signer();
    sad = await world.sad(ada, ['a', 'b']);
  });

  const letters = () => [...world.stores.activations.table.values()].at(-1)?.occurrences;

  const attempt = async (request: SignatureRequest) => {
    const before = world.token.counters.signCalls;
    const result = await world.signHash.run(request).then(
      (signatures) => signatures.length,
      (error: { code?: string; message: string }) => error.code ?? error.message,
    );
    return { result, signed: world.token.counters.signCalls - before };
  };

  describe('at the token', () => {
    it.each(['hsm.refused', 'hsm.unavailable'] as const)('gives the occurrences back after a definite refusal (%s)', async (fault) => {
      world.token.failNextSignature(fault);
      const request = world.request(ada, sad, ['a']);
      expect(await attempt(request)).toEqual({ result: fault, signed: 0 });
      expect((await world.eventTypes()).slice(-2)).toEqual(['signature-intended', `signature-failed: ${fault}`]);
      expect(await attempt(request)).toEqual({ result: fault, signed: 0 });
      expect(await attempt(world.request(ada, sad, ['a']))).toEqual({ result: 1, signed: 1 });
    });

    it('burns the occurrences when the token does not tell whether it signed', async () => {
      world.token.failNextSignature('hsm.ambiguous');
      const request = world.request(ada, sad, ['a']);
      expect(await attempt(request)).toEqual({ result: 'hsm.ambiguous', signed: 1 });
      expect((await world.eventTypes()).at(-1)).toBe('signature-failed: hsm.ambiguous');
      expect(await attempt(request)).toEqual({ result: 'hsm.ambiguous', signed: 0 });
      expect(await attempt(world.request(ada, sad, ['a']))).toEqual({ result: 'hash.not_authorised', signed: 0 });
      expect(await attempt(world.request(ada, sad, ['b']))).toEqual({ result: 1, signed: 1 });
    });

    it('keeps what was signed of a batch, and gives back what was refused', async () => {
      world.token.failNextSignature('hsm.refused');
      const request = world.request(ada, sad, ['a', 'b']);
      expect(await attempt(request)).toEqual({ result: 'attempt.partial', signed: 1 });
      expect((await world.eventTypes()).slice(-3)).toEqual(['signature-intended', 'signature-made', 'signature-failed: hsm.refused']);
      expect(await attempt(request)).toEqual({ result: 'attempt.partial', signed: 0 });
      expect(await attempt(world.request(ada, sad, ['b']))).toEqual({ result: 'hash.not_authorised', signed: 0 });
      expect(await attempt(world.request(ada, sad, ['a']))).toEqual({ result: 1, signed: 1 });
      expect(await attempt(world.request(ada, sad, ['a']))).toEqual({ result: 'sad.spent', signed: 0 });
    });

    it('burns of a batch only what is uncertain', async () => {
      sad = await world.sad(ada, ['a', 'b', 'c']);
      world.token.failNextSignature('hsm.ambiguous');
      world.token.failNextSignature('hsm.refused');
      expect(await attempt(world.request(ada, sad, ['a', 'b', 'c']))).toEqual({ result: 'attempt.partial', signed: 2 });
      expect((await world.stores.events()).slice(-2).map(({ particulars }) => particulars)).toMatchObject([
        { count: '1' },
        { count: '2', released: '1', burned: '1' },
      ]);
      for (const document of ['a', 'c']) expect((await attempt(world.request(ada, sad, [document]))).result).toBe('hash.not_authorised');
      expect(await attempt(world.request(ada, sad, ['b']))).toEqual({ result: 1, signed: 1 });
    });

    it('says that nothing is known when nothing was signed and something may have been', async () => {
      world.token.failNextSignature('hsm.refused');
      world.token.failNextSignature('hsm.ambiguous');
      expect(await attempt(world.request(ada, sad, ['a', 'b']))).toEqual({ result: 'hsm.ambiguous', signed: 1 });
      expect(await attempt(world.request(ada, sad, ['a']))).toEqual({ result: 1, signed: 1 });
    });

    it('signs nothing for a caller who has gone, and gives the occurrence back', async () => {
      const request = { ...world.request(ada, sad, ['a']), answerBy: world.clock.now() };
      expect(await attempt(request)).toEqual({ result: 'deadline.exceeded', signed: 0 });
      expect(await attempt(request)).toEqual({ result: 'deadline.exceeded', signed: 0 });
      const inTime = { ...world.request(ada, sad, ['a']), answerBy: new Date(world.clock.now().getTime() + 1) };
      expect(await attempt(inTime)).toEqual({ result: 1, signed: 1 });
    });

    it('gives the whole batch back when none of its signatures exists', async () => {
      world.token.failNextSignature('hsm.refused');
      world.token.failNextSignature('hsm.unavailable');
      expect((await attempt(world.request(ada, sad, ['a', 'b']))).signed).toBe(0);
      expect(await attempt(world.request(ada, sad, ['a', 'b']))).toEqual({ result: 2, signed: 2 });
    });

    it('keeps a signature back that does not verify, and burns its occurrence', async () => {
      const good = world.token.verify.bind(world.token);
      world.token.verify = () => Promise.resolve(false);
      expect(await attempt(world.request(ada, sad, ['a']))).toEqual({ result: 'hsm.ambiguous', signed: 1 });
      world.token.verify = good;
      expect(await attempt(world.request(ada, sad, ['a']))).toEqual({ result: 'hash.not_authorised', signed: 0 });
    });

    it('burns, and does not give back, when the token fails at the check after it signed', async () => {
      const good = world.token.verify.bind(world.token);
      world.token.verify = () => Promise.reject(new ServiceError('hsm.unavailable', 'the session is lost'));
      expect((await attempt(world.request(ada, sad, ['a']))).result).toBe('hsm.ambiguous');
      world.token.verify = good;
      expect(await attempt(world.request(ada, sad, ['a']))).toEqual({ result: 'hash.not_authorised', signed: 0 });
    });
  });

  describe('at the database', () => {
    it('signs nothing if the intent cannot be written', async () => {
      world.stores.transactions.fail();
      expect(await attempt(world.request(ada, sad, ['a']))).toEqual({ result: 'service.unavailable', signed: 0 });
      world.stores.transactions.fail(0);
      expect(await attempt(world.request(ada, sad, ['a']))).toEqual({ result: 1, signed: 1 });
    });

    /** The database goes away while the token signs, for so many commits. */
    const goneAfterSigning = (commits: number) => {
      const sign = world.token.sign.bind(world.token);
      world.token.sign = (...given) => {
        world.stores.transactions.fail(commits);
        return sign(...given);
      };
      return () => (world.token.sign = sign);
    };

    it('writes the outcome once the database is back, then answers', async () => {
      goneAfterSigning(2);
      const request = world.request(ada, sad, ['a']);
      expect(await attempt(request)).toEqual({ result: 1, signed: 1 });
      expect(letters()).toBe('sf');
      expect(await attempt(request)).toEqual({ result: 1, signed: 0 });
    });

    it('answers nothing and never signs again if the outcome cannot be written', async () => {
      const mend = goneAfterSigning(Infinity);
      const request = world.request(ada, sad, ['a']);
      expect(await attempt(request)).toEqual({ result: 'hsm.ambiguous', signed: 1 });
      world.stores.transactions.fail(0);
      mend();
      expect(await attempt(request)).toEqual({ result: 'hsm.ambiguous', signed: 0 });
      expect(await attempt(world.request(ada, sad, ['a']))).toEqual({ result: 'hash.not_authorised', signed: 0 });
      world.clock.advance(61_000);
      expect(await world.reconcile.run()).toEqual({ ended: 1, failures: [] });
      expect(letters()).toBe('bf');
    });

    it('answers nothing if somebody else ended the attempt meanwhile', async () => {
      const sign = world.token.sign.bind(world.token);
      world.token.sign = async (...given) => {
        world.clock.advance(61_000);
        await world.reconcile.run();
        return sign(...given);
      };
      expect(await attempt(world.request(ada, sad, ['a']))).toEqual({ result: 'hsm.ambiguous', signed: 1 });
      expect(letters()).toBe('bf');
    });

    it('goes on with what is left at the next run when the database goes away meanwhile', async () => {
      world.token.signVerified = () => new Promise(() => undefined);
      for (const document of ['a', 'b']) void world.signHash.run(world.request(ada, sad, [document]));
      await new Promise((done) => setTimeout(done, 20));
      world.clock.advance(61_000);
      world.stores.transactions.fail(1);
      expect(await world.reconcile.run()).toEqual({ ended: 0, failures: [] });
      expect(await world.reconcile.run()).toEqual({ ended: 2, failures: [] });
      expect(letters()).toBe('bb');
    });

    it('ends what it can when one attempt cannot be ended, and leaves a row without its MAC alone', async () => {
      const other = await world.sad(ada, ['c']);
      world.token.sign = () => new Promise(() => undefined);
      for (const [one, document] of [
        [sad, 'a'],
        [other, 'c'],
      ] as const)
        void world.signHash.run(world.request(ada, one, [document]));
      await new Promise((done) => setTimeout(done, 20));
      const { table } = world.stores.activations;
      const [[id, row] = []] = table;
      if (!id || !row) throw new Error('no activation');
      table.set(id, { ...row, occurrences: 'rb' });
      world.clock.advance(61_000);
      expect(await world.reconcile.run()).toEqual({ ended: 2, failures: [] });
      expect([...table.values()].map(({ occurrences }) => occurrences)).toEqual(['rb', 'b']);
    });

    it('ends an attempt nobody finished as burned, once, and not one that may still be under way', async () => {
      const request = world.request(ada, sad, ['a']);
      await new Promise<void>((reached) => {
        world.token.sign = () => {
          reached();
          return new Promise(() => undefined);
        };
        void world.signHash.run(request);
      });
      world.clock.advance(59_000);
      expect(await world.reconcile.run()).toEqual({ ended: 0, failures: [] });
      expect(letters()).toBe('rf');
      world.clock.advance(2_000);
      expect(await world.reconcile.run()).toEqual({ ended: 1, failures: [] });
      expect(await world.reconcile.run()).toEqual({ ended: 0, failures: [] });
      expect(letters()).toBe('bf');
      expect((await world.eventTypes()).at(-1)).toBe('signature-failed: outcome unknown');
      expect((await attempt(request)).result).toBe('hsm.ambiguous');
      expect((await attempt(world.request(ada, sad, ['a']))).result).toBe('hash.not_authorised');
    });
  });

  describe('because a row was changed by a hostile hand', () => {
    const tampered = { result: 'record.tampered', signed: 0 };
    const control = async () => expect(await attempt(world.request(ada, sad, ['a']))).toEqual({ result: 1, signed: 1 });
    const unwraps = () => world.token.counters.unwrapCalls;

    it('refuses blobs swapped between two signers, before either is unwrapped', async () => {
      const bob = await world.signer();
      const { table } = world.stores.keys;
      const [hers, his] = [table.get(ada.keyId), table.get(bob.keyId)];
      if (!hers || !his) throw new Error('no keys');
      const before = unwraps();
      table.set(ada.keyId, { ...hers, blob: his.blob });
      expect(await attempt(world.request(ada, sad, ['a']))).toEqual(tampered);
      table.set(ada.keyId, his);
      expect(await attempt(world.request(ada, sad, ['a']))).toEqual(tampered);
      table.set(ada.keyId, { ...his, keyId: ada.keyId });
      expect(await attempt(world.request(ada, sad, ['a']))).toEqual(tampered);
      expect(unwraps()).toBe(before);
      expect(await world.eventTypes()).toContain('record-tampered: record.tampered');
      table.set(ada.keyId, hers);
      await control();
    });

    it.each(['blob', 'publicKey', 'mac'] as const)('refuses a key whose %s was changed', async (column) => {
      const { table } = world.stores.keys;
      const row = table.get(ada.keyId);
      if (!row) throw new Error('no key');
      const flipped = Uint8Array.from(row[column], (byte, place) => (place === 0 ? byte ^ 1 : byte));
      const before = unwraps();
      table.set(ada.keyId, { ...row, [column]: flipped });
      expect(await attempt(world.request(ada, sad, ['a']))).toEqual(tampered);
      expect(unwraps()).toBe(before);
      table.set(ada.keyId, row);
      await control();
    });

    it('refuses a binding record of another credential, and one whose text was changed', async () => {
      const bob = await world.signer();
      const { table } = world.stores.records;
      const [hers, his] = [table.get(`binding/${ada.credentialId}`), table.get(`binding/${bob.credentialId}`)];
      if (!hers || !his) throw new Error('no records');
      for (const forged of [
        { ...his, id: ada.credentialId },
        { ...hers, body: hers.body.replace(ada.keyId, bob.keyId) },
        { ...hers, version: 7 },
        { ...hers, mac: his.mac },
      ]) {
        table.set(`binding/${ada.credentialId}`, forged);
        expect(await attempt(world.request(ada, sad, ['a']))).toEqual(tampered);
      }
      table.set(`binding/${ada.credentialId}`, hers);
      await control();
    });

    it('refuses a client’s record in the place of a credential’s', async () => {
      const { table } = world.stores.records;
      const hers = table.get(`binding/${ada.credentialId}`);
      const client = table.get(`client/${world.clientId}`);
      if (!hers || !client) throw new Error('no records');
      table.set(`binding/${ada.credentialId}`, { ...client, kind: 'binding', id: ada.credentialId });
      expect(await attempt(world.request(ada, sad, ['a']))).toEqual(tampered);
      table.set(`binding/${ada.credentialId}`, hers);
      await control();
    });

    it('refuses a draft to which a hash was added', async () => {
      const { table } = world.stores.activations;
      const [[id, row] = []] = [...table];
      if (!id || !row) throw new Error('no activation');
      const draft = JSON.parse(row.draft) as { hashes: string[] };
      const [mortgage] = world.request(ada, sad, ['mortgage.pdf']).hashes;
      table.set(id, { ...row, draft: JSON.stringify({ ...draft, hashes: [...draft.hashes, mortgage] }), occurrences: 'fff' });
      expect(await attempt(world.request(ada, sad, ['mortgage.pdf']))).toEqual(tampered);
      table.set(id, row);
      await control();
    });

    it('refuses a draft and its MAC of another activation: the SAD names the hashes too', async () => {
      const { table } = world.stores.activations;
      const [[id, row] = []] = [...table];
      await world.sad(ada, ['mortgage.pdf']);
      const other = [...table.values()].at(-1);
      if (!id || !row || !other) throw new Error('no activations');
      table.set(id, { ...other, activationId: id });
      expect(await attempt(world.request(ada, sad, ['mortgage.pdf']))).toEqual(tampered);
      table.set(id, row);
      await control();
    });
  });
});
