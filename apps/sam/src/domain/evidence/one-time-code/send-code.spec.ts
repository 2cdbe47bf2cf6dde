import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { AbsentSealer } from '../../../adapters/jose-message-sealer.js';
import { TypedWorld } from '../../../../test/typed-world.js';
import { hashOf, type TestSigner } from '../../../../test/world.js';
import type { ActivationDraft } from '../../activation/activation.js';

describe('a one-time code', () => {
  let typed: TypedWorld;
  let ada: TestSigner;
  let draft: ActivationDraft;
  beforeEach(async () => {
    typed = await TypedWorld.make([['one-time-code', 'pin'], ['oidc']]);
    ada = await typed.signer();
    draft = await typed.world.open(ada, ['contract.pdf', 'annex.pdf']);
  });

  const send = (reference = draft.activationId) =>
    typed.replica.sendCode.run(reference).then(
      ({ hint }) => hint,
      (error: { code?: string; retryAfter?: number }) => (error.retryAfter === undefined ? error.code : `${error.code} ${error.retryAfter}`),
    );
  const lastEvent = async () => (await typed.world.stores.events()).at(-1);

  it('goes to the signer’s own number, in a message that names what it approves', async () => {
    const { channel, hint, expiresAt } = await typed.replica.sendCode.run(draft.activationId);
    expect({ channel, hint, expiresAt }).toEqual({ channel: 'sms', hint: '••• 42', expiresAt: new Date(typed.world.clock.now().getTime() + 300_000) });
    const hash = (name: string) => Buffer.from(hashOf(name), 'base64').toString('hex').slice(0, 8);
    expect(typed.courier.inbox).toEqual([
      {
        messageId: expect.stringMatching(/^msg_/),
        channel: 'sms',
        address: '+33612345642',
        text: [
          `Code ${typed.courier.code} (5 min) - Test application`,
          'Signature: 2 documents',
          `unverified/non vérifié: ${hash('contract.pdf')}, ${hash('annex.pdf')}`,
          'Never tell it / Ne le dites à personne',
        ].join('\n'),
      },
    ]);
  });

  it('leaves an event without the number, the text and the code', async () => {
    await send();
    const event = await lastEvent();
    expect(event).toMatchObject({
      type: 'code-sent',
      outcome: 'success',
      particulars: { reference: draft.activationId, credentialId: ada.credentialId, channel: 'sms', hint: '••• 42' },
    });
    const text = JSON.stringify(await typed.world.stores.events());
    for (const secret of ['+33612345642', 'Never tell']) expect(text).not.toContain(secret);
    expect(text).not.toMatch(new RegExp(`\\b${typed.courier.code}\\b`));
  });

  it('is stored as a MAC and nothing else', async () => {
    await send();
    const [row] = typed.rows.codes.table.values();
    expect(row?.text).not.toMatch(new RegExp(`\\b${typed.courier.code}\\b`));
    expect(JSON.parse(row?.text ?? '')).toMatchObject({ codeMac: expect.stringMatching(/^[\w-]{43}$/), tries: 0, isUsed: false });
  });

  it('goes by e-mail where the policy says so, with a subject that tells nothing', async () => {
    const { policy } = typed.world.policies;
    typed.world.policies.policy = { ...policy, code: { ...policy.code, channel: 'email' } };
    const bob = await typed.signer([typed.phone({ channel: 'email', address: 'bob@example.org' }), await typed.pin()]);
    expect(await send((await typed.world.open(bob)).activationId)).toBe('b•••@example.org');
    expect(typed.courier.inbox.at(-1)).toMatchObject({ channel: 'email', address: 'bob@example.org', subject: 'Code' });
  });

  it('is another one each time', async () => {
    const codes = new Set<string>();
    for (let round = 0; round < 5; round += 1) {
      codes.add(await typed.code(await typed.world.open(ada)));
    }
    expect(codes.size).toBe(5);
  });

  it('ends with the draft at the latest', async () => {
    typed.world.clock.advance(600_000 - 20_000);
    const { expiresAt } = await typed.replica.sendCode.run(draft.activationId);
    expect(expiresAt.toISOString()).toBe(draft.expiresAt);
    expect(typed.courier.inbox.at(-1)?.text).toContain('(20 s)');
  });

  it('is sent again after thirty seconds, not before', async () => {
    expect(await send()).toBe('••• 42');
    typed.world.clock.advance(29_000);
    expect(await send()).toBe('evidence.too_many_codes 1');
    typed.world.clock.advance(1_000);
    expect(await send()).toBe('••• 42');
  });

  it('is sent as often a day as the policy allows, whatever it is for', async () => {
    for (let count = 0; count < 10; count += 1) expect(await send((await typed.world.open(ada)).activationId)).toBe('••• 42');
    expect(await send((await typed.world.open(ada)).activationId)).toBe(`evidence.too_many_codes ${15 * 3_600}`);
    // From nine in the morning to midnight, UTC.
    typed.world.clock.advance(15 * 3_600_000);
    const tomorrow = await typed.signer(await ownMeans());
    expect(await send((await typed.world.open(tomorrow)).activationId)).toBe('••• 42');
  });

  // The same means under a credential that is certified tomorrow too.
  const ownMeans = async () => (await typed.world.records.find('binding', ada.credentialId))?.body.means ?? [];

  it('counts as sent although courier did not take it', async () => {
    typed.courier.failing = 'message.undeliverable';
    expect(await send()).toBe('message.undeliverable');
    expect(await lastEvent()).toMatchObject({ type: 'code-sent', outcome: 'failure', cause: 'message.undeliverable' });
    typed.courier.failing = undefined;
    expect(await send()).toBe('evidence.too_many_codes 30');
  });

  it('is handed over with no transaction open', async () => {
    const deliver = typed.courier.deliver.bind(typed.courier);
    typed.courier.deliver = async (message) => {
      // The test's transactions run one after the other: this one would wait for ever.
      await typed.world.stores.transactions.run(() => Promise.resolve());
      await deliver(message);
    };
    expect(await send()).toBe('••• 42');
  });

  const refused: readonly [string, string, () => Promise<unknown>][] = [
    ['an unknown draft', 'activation.unknown', () => send(newId('act'))],
    ['an abandoned one', 'activation.state', () => typed.world.abandonActivation.run(draft.activationId, 'refused').then(() => send())],
    ['one that is past its time', 'activation.expired', async () => (typed.world.clock.advance(600_000), send())],
    ['one that is completed by other means', 'activation.state', async () => (await typed.world.signIn(ada, draft), send())],
    ['a policy that asks for none', 'evidence.missing', () => withDraft({ evidence: [['oidc'], ['pin', 'oidc']] })],
    ['a policy that changed since', 'evidence.missing', () => withPolicy({ digest: 'another' })],
    ['a policy that is gone', 'evidence.missing', () => withPolicy({ id: 'gone' })],
    [
      'an address by another channel than the policy’s',
      'evidence.missing',
      () => withPolicy({ code: { channel: 'email', lifetimeSeconds: 300, tries: 3, perDay: 10 } }),
    ],
    ['a suspended credential', 'evidence.missing', () => typed.world.change(ada.credentialId, { state: 'suspended' }).then(() => send())],
    [
      'a number that no longer counts',
      'evidence.missing',
      () => typed.world.change(ada.credentialId, { means: [typed.phone({ usableUntil: '2027-03-01T09:00:00.000Z' })] }).then(() => send()),
    ],
    [
      'a number that does not count yet',
      'evidence.missing',
      () => typed.world.change(ada.credentialId, { means: [typed.phone({ usableFrom: '2027-03-01T09:00:00.001Z' })] }).then(() => send()),
    ],
    ['no key of courier', 'evidence.missing', async () => ((typed.sealer = new AbsentSealer()), (typed.replica = await typed.start()), send())],
  ];
  const withPolicy = (change: object) => {
    typed.world.policies.policy = { ...typed.world.policies.policy, ...change };
    return send();
  };
  const withDraft = async (change: object) => {
    typed.world.policies.policy = { ...typed.world.policies.policy, ...change };
    return send((await typed.world.open(ada)).activationId);
  };

  it.each(refused)('is not sent for %s', async (_what, code, attempt) => {
    expect(await attempt()).toBe(code);
    expect(await lastEvent()).toMatchObject({ type: 'code-sent', outcome: 'failure', cause: code });
    expect(typed.courier.inbox).toEqual([]);
  });

  it('is not sent for a draft that has its code', async () => {
    await typed.type(draft, 'one-time-code', await typed.code(draft));
    typed.world.clock.advance(30_000);
    expect(await send()).toBe('evidence.missing');
    expect(typed.courier.inbox).toHaveLength(1);
  });

  it('is not sent to a means that is locked', async () => {
    const [means] = await ownMeans();
    await typed.world.stores.transactions.run((transaction) =>
      typed.replica.counters.change(transaction, means?.meansId ?? '', (counter) => ({ ...counter, isLocked: true })),
    );
    expect(await send()).toBe('evidence.locked');
    expect(typed.courier.inbox).toEqual([]);
  });
});
