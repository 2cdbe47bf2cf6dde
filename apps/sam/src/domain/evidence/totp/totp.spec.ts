import { beforeEach, describe, expect, it } from '@jest/globals';
import { notThe, totpAt, TypedWorld } from '../../../../test/typed-world.js';
import type { TestSigner } from '../../../../test/world.js';
import type { ActivationDraft } from '../../activation/activation.js';
import { base32Secret } from './base32-secret.js';
import { TotpSecrets } from './totp-secrets.js';

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

describe('a generator’s secret', () => {
  it('is twenty bytes in Base32', () => {
    expect(Buffer.from(base32Secret('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ') ?? []).toString()).toBe('12345678901234567890');
  });

  it.each([
    ['short', SECRET.slice(0, 31)],
    ['long', `${SECRET}A`],
    ['padded', `${SECRET.slice(0, 31)}=`],
    ['in small letters', SECRET.toLowerCase()],
    ['with a digit Base32 has not', `${SECRET.slice(0, 31)}1`],
    ['empty', ''],
  ])('is none when %s', (_what, text) => {
    expect(base32Secret(text)).toBeUndefined();
  });

  describe('sealed', () => {
    let typed: TypedWorld;
    let secrets: TotpSecrets;
    const secret = base32Secret(SECRET) ?? new Uint8Array();
    beforeEach(async () => {
      typed = await TypedWorld.make([['oidc']]);
      secrets = new TotpSecrets(typed.world.token);
    });

    it('opens for its means', async () => {
      expect(await secrets.open('mns_1', await secrets.seal('mns_1', secret))).toEqual(Buffer.from(secret));
    });

    it('is another text each time', async () => {
      expect(await secrets.seal('mns_1', secret)).not.toBe(await secrets.seal('mns_1', secret));
    });

    it.each<[string, (sealed: string) => readonly [string, string]]>([
      ['another means', (sealed) => ['mns_2', sealed]],
      ['a changed bit', (sealed) => ['mns_1', `${sealed.slice(0, 40)}${sealed[40] === 'A' ? 'B' : 'A'}${sealed.slice(41)}`]],
      ['a cut tag', (sealed) => ['mns_1', sealed.slice(0, -4)]],
      ['nothing', () => ['mns_1', '']],
      ['other characters', () => ['mns_1', '!']],
    ])('does not open for %s', async (_what, change) => {
      await expect(secrets.open(...change(await secrets.seal('mns_1', secret)))).rejects.toMatchObject({ code: 'record.tampered' });
    });
  });
});

describe('a code of a generator', () => {
  let typed: TypedWorld;
  let ada: TestSigner;
  let draft: ActivationDraft;
  beforeEach(async () => {
    typed = await TypedWorld.make([['oidc', 'totp']]);
    ada = await typed.signer();
    typed.world.clock.advance(60_000);
    draft = await begun();
  });

  const begun = async () => {
    const made = await typed.world.open(ada);
    await typed.world.signIn(ada, made);
    return made;
  };
  const at = (seconds: number) => totpAt(new Date(typed.world.clock.now().getTime() + seconds * 1_000));
  const meansId = async () => (await typed.world.records.find('binding', ada.credentialId))?.body.means.find(({ kind }) => kind === 'totp')?.meansId ?? '';

  it('completes what another factor began', async () => {
    expect(await typed.type(draft, 'totp', at(0))).toBe('completed');
    expect(await typed.sign(ada, draft)).toEqual({ result: 1, signed: 1 });
  });

  it.each([-30, 0, 30])('counts %d seconds off', async (seconds) => {
    expect(await typed.type(draft, 'totp', at(seconds))).toBe('completed');
  });

  it.each([-60, 60, 3_600])('does not count %d seconds off', async (seconds) => {
    expect(await typed.type(draft, 'totp', at(seconds))).toBe('evidence.invalid');
  });

  it('counts once: neither itself nor an older one is taken again, the next one is', async () => {
    expect(await typed.type(draft, 'totp', at(0))).toBe('completed');
    expect(await typed.type(await begun(), 'totp', at(0))).toBe('evidence.invalid');
    expect(await typed.type(await begun(), 'totp', at(-30))).toBe('evidence.invalid');
    expect(await typed.type(await begun(), 'totp', at(30))).toBe('completed');
  });

  it('counts once for two drafts at the same time', async () => {
    const both = [draft, await begun()];
    const outcomes = await Promise.all(both.map((one) => typed.type(one, 'totp', at(0))));
    expect(outcomes.sort()).toEqual(['completed', 'evidence.invalid']);
  });

  it('counts once although the counter’s row is put back', async () => {
    await typed.type(draft, 'totp', notThe(at(0)));
    const before = typed.rows.counters.table.get(await meansId());
    expect(await typed.type(draft, 'totp', at(0))).toBe('completed');
    if (before) typed.rows.counters.table.set(before.id, before);
    expect(await typed.type(await begun(), 'totp', at(0))).toBe('evidence.invalid');
  });

  it('is locked after three wrong ones, with an event', async () => {
    const outcomes = [];
    for (const code of ['000000', '000001', '000002', at(0)]) outcomes.push(await typed.type(draft, 'totp', code === at(0) ? code : notThe(at(0))));
    expect(outcomes).toEqual(['evidence.invalid', 'evidence.invalid', 'evidence.locked', 'evidence.locked']);
    expect((await typed.world.eventTypes()).filter((type) => type.startsWith('means-locked'))).toHaveLength(1);
  });

  it.each(['12345', '1234567', 'abcdef', '１２３４５６', ' 12345'])('is not %j', async (text) => {
    expect(await typed.type(draft, 'totp', text)).toBe('evidence.invalid');
  });

  it('is refused where there is no generator, or one that does not count', async () => {
    await typed.world.change(ada.credentialId, { means: [{ ...(await typed.totp()), usableFrom: '2027-03-01T10:00:00.000Z' }] });
    expect(await typed.type(draft, 'totp', at(0))).toBe('evidence.invalid');
  });
});

describe('registering a generator', () => {
  let typed: TypedWorld;
  beforeEach(async () => void (typed = await TypedWorld.make([['oidc', 'totp']])));
  const make = (secret: string, code: string) => typed.makeTotp.run({ secret, code });

  it('takes the secret with a code made with it, and tells which step that was', async () => {
    const now = typed.world.clock.now();
    const { means, lastStep } = await make(SECRET, totpAt(now));
    expect(means).toEqual({ kind: 'totp', meansId: expect.stringMatching(/^mns_/), sealedSecret: expect.stringMatching(/^[\w-]{64}$/) });
    expect(lastStep).toBe(Math.floor(now.getTime() / 30_000));
    expect(JSON.stringify(means)).not.toContain(SECRET);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['a code of another secret', () => make('A'.repeat(32), totpAt(typed.world.clock.now()))],
    ['an old code', () => make(SECRET, totpAt(new Date(typed.world.clock.now().getTime() - 120_000)))],
    ['no code', () => make(SECRET, '')],
    ['a secret of another length', () => make(SECRET.slice(0, 16), totpAt(typed.world.clock.now()))],
    ['no secret', () => make('', totpAt(typed.world.clock.now()))],
  ])('refuses %s', async (_what, attempt) => {
    await expect(attempt()).rejects.toMatchObject({ code: 'evidence.invalid' });
  });

  it('makes its first code worthless as evidence, once its step stands in the counter', async () => {
    const code = totpAt(typed.world.clock.now());
    const { means, lastStep } = await make(SECRET, code);
    const ada = await typed.signer([{ ...means, usableFrom: typed.world.clock.now().toISOString() }]);
    await typed.world.stores.transactions.run((transaction) => typed.replica.counters.change(transaction, means.meansId, (fresh) => ({ ...fresh, lastStep })));
    const draft = await typed.world.open(ada);
    await typed.world.signIn(ada, draft);
    expect(await typed.type(draft, 'totp', code)).toBe('evidence.invalid');
  });
});
