import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { TypedWorld } from '../../../test/typed-world.js';
import { aPolicy } from '../../../test/world-parts.js';
import { ChangeNotices } from '../changes/change-notices.js';
import type { BindingRecord } from '../records/record-kinds.js';
import { SendNotice } from './send-notice.js';
import { SignatureNotices } from './signature-notices.js';

const DAY = 86_400_000;

describe('notices', () => {
  let typed: TypedWorld;
  let credentialId: string;
  let send: SendNotice;
  beforeEach(async () => {
    typed = await TypedWorld.make([['one-time-code']]);
    ({ credentialId } = await typed.signer([typed.phone()]));
    send = new SendNotice(typed.world.records, typed.notices, typed.world.clock);
  });

  const change = async (next: (body: BindingRecord) => BindingRecord) => {
    const { records, stores } = typed.world;
    const record = await records.find('binding', credentialId);
    if (!record) throw new Error('no record');
    const sealed = await records.sealNext(record, next(record.body));
    await stores.transactions.run((transaction) => records.write(transaction, sealed));
  };
  const endsIn = (days: number) => {
    const validTo = new Date(typed.world.clock.now().getTime() + days * DAY).toISOString();
    return change((body) => (body.certificate ? { ...body, certificate: { ...body.certificate, validTo } } : body));
  };
  const ask = (noticeId = newId('msg')) => send.run({ noticeId, credentialId, notice: 'certificate-ending' });

  describe('of a certificate that ends', () => {
    it('say the day from the SAM’s own record, to the address of the means', async () => {
      await endsIn(7);
      expect(await ask()).toMatchObject({ addresses: 1 });
      const day = new Date(typed.world.clock.now().getTime() + 7 * DAY).toISOString().slice(0, 10);
      expect(typed.courier.inbox.at(-1)?.text).toContain(`ends on ${day}`);
      expect((await typed.world.stores.events()).at(-1)).toMatchObject({ type: 'notice-sent', particulars: { kind: 'certificate-ending', credentialId } });
    });

    it('carry the same message id when they are asked for again, and another otherwise', async () => {
      await endsIn(1);
      const noticeId = newId('msg');
      for (const id of [noticeId, noticeId, newId('msg')]) await ask(id);
      const [first, again, other] = typed.courier.inbox.slice(-3).map(({ messageId }) => messageId);
      expect(first).toMatch(/^msg_[A-Za-z0-9_-]{22}$/);
      expect([again === first, other === first]).toEqual([true, false]);
    });

    it.each<[string, () => Promise<unknown>]>([
      ['that does not end soon', () => endsIn(100)],
      ['that has ended', () => endsIn(-1)],
      ['of a key that is gone', () => change((body) => ({ ...body, state: 'destroyed' }))],
    ])('are refused for one %s', async (_what, prepare) => {
      await endsIn(7);
      await ask();
      const count = typed.courier.inbox.length;
      await prepare();
      await expect(ask()).rejects.toMatchObject({ code: 'credential.state' });
      expect(typed.courier.inbox).toHaveLength(count);
    });

    it('are refused for a credential that is not there', async () => {
      credentialId = newId('cred');
      await expect(ask()).rejects.toMatchObject({ code: 'credential.unknown' });
    });
  });

  describe('of signatures', () => {
    const signed = { state: 'signed', signature: '' } as const;
    const released = { state: 'released', cause: 'hsm.refused' } as const;
    const after = async (outcome: Parameters<SignatureNotices['after']>[1], signature: boolean) => {
      const { world } = typed;
      world.policies.policy = { ...world.policies.policy, notices: { signature } };
      const changes = new ChangeNotices(typed.notices, world.stores.transactions, world.clock);
      const notices = new SignatureNotices(world.records, world.policies, changes, world.clock);
      notices.after({ credentialId, clientId: world.clientId }, outcome);
      await notices.settled();
    };

    it('say how many, and for whom, where the policy wants them', async () => {
      await after([signed, released, signed], true);
      const name = (await typed.world.records.find('client', typed.world.clientId))?.body.name;
      expect(typed.courier.inbox.at(-1)?.text).toContain(`Signatures made: 2, for ${name ?? 'nobody'}`);
    });

    it('are not sent where the policy does not want them, or where nothing was signed', async () => {
      await after([signed], false);
      await after([released], true);
      expect(typed.courier.inbox).toEqual([]);
      expect(aPolicy.notices.signature).toBe(false);
    });

    it('hold nobody up when courier is away', async () => {
      typed.courier.failing = 'service.unavailable';
      await after([signed], true);
      expect((await typed.world.stores.events()).at(-1)).toMatchObject({ type: 'notice-sent', outcome: 'failure', particulars: { kind: 'signature-made' } });
    });
  });
});
