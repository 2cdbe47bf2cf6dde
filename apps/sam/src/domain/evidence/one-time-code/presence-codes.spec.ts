import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId, toBase64Url } from '@paraph/kernel';
import { sealText } from '../../../../test/typed-page.js';
import { notThe, TypedWorld } from '../../../../test/typed-world.js';
import { SUBSCRIBER, type TestSigner } from '../../../../test/world.js';

describe('a code without hashes', () => {
  let typed: TypedWorld;
  let ada: TestSigner;
  beforeEach(async () => {
    typed = await TypedWorld.make([['one-time-code'], ['oidc']]);
    typed.world.policies.policy = { ...typed.world.policies.policy, explicit: [['one-time-code']] };
    ada = await typed.signer();
  });

  const named = (change: object = {}) => ({ clientId: typed.world.clientId, credentialId: ada.credentialId, ...change });
  const send = (change?: object) =>
    typed.replica.sendPresenceCode.run(named(change)).then(
      ({ hint }) => hint,
      (error: { code?: string }) => error.code,
    );
  const openExplicit = async (clientId = typed.world.clientId) => typed.world.openActivation.run({ ...typed.world.opening(ada), clientId, mode: 'explicit' });
  /** Presents a code for an explicit draft as the SAM's explicit flow does: sealed for the draft's own challenge. */
  const bring = async (code: string, clientId?: string) => {
    const { activationId } = await openExplicit(clientId);
    const { challenge } = await typed.world.drafts.act.find(activationId);
    const secret = JSON.stringify({ challenge: toBase64Url(challenge), kind: 'one-time-code', value: code });
    return typed.present({ activationId }, { kind: 'one-time-code', sealed: await sealText(typed.world.authorityKeys.encryptionKey(), secret) });
  };
  const anotherClient = async () => {
    const clientId = newId('cli');
    await typed.world.recordClient.run(clientId, { subscriberId: SUBSCRIBER, name: 'Another', multisign: 1, keys: [] });
    return clientId;
  };

  it('says that it names no document, and proves presence, which the event says', async () => {
    expect(await send()).toBe('••• 42');
    expect(typed.courier.inbox.at(-1)?.text).toContain('Presence only');
    expect(await bring(typed.courier.code)).toBe('completed');
    const events = await typed.world.stores.events();
    expect(events.at(-2)).toMatchObject({ type: 'evidence-given', particulars: { kind: 'one-time-code', scope: 'presence' } });
    expect(events.at(-1)).toMatchObject({ type: 'activation-completed', particulars: { promise: 'presence' } });
    expect(events.find(({ type }) => type === 'code-sent')?.particulars).toMatchObject({ scope: 'presence', hint: '••• 42' });
  });

  it('is used once', async () => {
    await send();
    const { code } = typed.courier;
    expect([await bring(code), await bring(code)]).toEqual(['completed', 'evidence.invalid']);
  });

  it('has three tries over all drafts', async () => {
    await send();
    const { code } = typed.courier;
    const outcomes = [];
    for (let count = 0; count < 4; count += 1) outcomes.push(await bring(count < 3 ? notThe(code) : code));
    expect(outcomes).toEqual(Array(4).fill('evidence.invalid'));
  });

  it('is none for a draft that is shown on the approval page', async () => {
    await send();
    const draft = await typed.world.open(ada);
    expect(await typed.type(draft, 'one-time-code', typed.courier.code)).toBe('evidence.invalid');
    expect((await typed.sign(ada, draft)).signed).toBe(0);
  });

  it('cannot be one that was sent for a draft', async () => {
    const code = await typed.code(await typed.world.open(ada));
    expect(await bring(code)).toBe('evidence.invalid');
  });

  it('is none for another client', async () => {
    await send();
    expect(await bring(typed.courier.code, await anotherClient())).toBe('evidence.invalid');
    expect(await bring(typed.courier.code)).toBe('completed');
  });

  it('is not sent for a draft: that would name documents nobody was shown', async () => {
    await expect(typed.replica.sendCode.run((await openExplicit()).activationId)).rejects.toMatchObject({ code: 'evidence.missing' });
  });

  it.each<[string, string, () => Promise<unknown>]>([
    ['a client nobody recorded', 'client.unknown', () => send({ clientId: newId('cli') })],
    ['a credential there is not', 'credential.unknown', () => send({ credentialId: newId('cred') })],
    ['an identifier that is none', 'credential.unknown', () => send({ credentialId: '\0' })],
    ['a credential of another person', 'credential.unknown', () => send({ signerId: newId('sgn') })],
    ['a suspended credential', 'credential.disabled', () => typed.world.change(ada.credentialId, { state: 'suspended' }).then(() => send())],
    ['an expired certificate', 'credential.disabled', async () => (typed.world.clock.advance(2 * 86_400_000), send())],
    ['a policy without explicit authorisation', 'evidence.missing', () => withPolicy({ explicit: [] })],
    ['a policy that takes only a PIN there', 'evidence.missing', () => withPolicy({ explicit: [['order', 'pin']] })],
    ['a credential without a number', 'evidence.missing', () => typed.world.change(ada.credentialId, { means: [] }).then(() => send())],
  ])('is not sent for %s', async (_what, code, attempt) => {
    expect(await attempt()).toBe(code);
    expect((await typed.world.stores.events()).at(-1)).toMatchObject({ type: 'code-sent', outcome: 'failure', cause: code });
    expect(typed.courier.inbox).toEqual([]);
  });
  const withPolicy = (change: object) => {
    typed.world.policies.policy = { ...typed.world.policies.policy, ...change };
    return send();
  };

  it('counts among the codes of the day', async () => {
    typed.world.policies.policy = { ...typed.world.policies.policy, code: { channel: 'sms', lifetimeSeconds: 300, tries: 3, perDay: 1 } };
    expect([await send(), await send({ clientId: await anotherClient() })]).toEqual(['••• 42', 'evidence.too_many_codes']);
  });
});
