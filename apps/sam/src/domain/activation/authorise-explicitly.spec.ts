import { beforeEach, describe, expect, it } from '@jest/globals';
import { SAD_PREFIX, type EvidenceKind } from '@paraph/contracts';
import { newId, sha256 } from '@paraph/kernel';
import { SigningClient } from '../../../test/client-keys.js';
import { outcomeOf, type Outcome } from '../../../test/hostile/refusal.js';
import { sealSecret } from '../../../test/typed-page.js';
import { notThe, PIN, totpAt, TypedWorld } from '../../../test/typed-world.js';
import { hashOf, payloadOf, SUBSCRIBER, type TestSigner } from '../../../test/world.js';
import type { AuthData } from './authorise-explicitly.js';

/** The statement, the SAD and a signature: what a lawful course costs the token. */
const SIGNED: Outcome = { code: 'done', signed: 3 };
/** Refused once the draft was there: the token signed its statement and nothing else. */
const refusedDraft = (code: string): Outcome => ({ code, signed: 1 });
const refused = (code: string): Outcome => ({ code, signed: 0 });

describe('explicit authorisation', () => {
  let typed: TypedWorld;
  let client: SigningClient;
  let ada: TestSigner;
  beforeEach(async () => {
    typed = await TypedWorld.make([['oidc']]);
    allow([['order'], ['one-time-code', 'pin'], ['one-time-code', 'totp']]);
    client = await SigningClient.make(typed.world);
    ada = await typed.signer([typed.phone(), await typed.pin(), await typed.totp(), await orderMeans()]);
  });

  const allow = (explicit: readonly (readonly EvidenceKind[])[]) => {
    typed.world.policies.policy = { ...typed.world.policies.policy, explicit };
  };
  const orderMeans = async () => ({
    kind: 'order' as const,
    meansId: newId('mns'),
    usableFrom: typed.world.clock.now().toISOString(),
    clientId: client.clientId,
  });
  const order = (documents = ['invoice.xml'], signer = ada, by = client) => by.order({ credentialId: signer.credentialId, hashes: documents.map(hashOf) });
  const code = async (clientId = client.clientId) => {
    await typed.replica.sendPresenceCode.run({ clientId, credentialId: ada.credentialId });
    return typed.courier.code;
  };
  // As an application computes it, from what it knows of its own request.
  const challenge = (documents: readonly string[]) =>
    sha256(`paraph/explicit/v1["${ada.credentialId}","2.16.840.1.101.3.4.2.1",[${documents.map((name) => `"${hashOf(name)}"`).join()}]]`);
  const sealed = (kind: 'pin' | 'one-time-code', value: string, documents = ['invoice.xml']) =>
    sealSecret(typed.world.authorityKeys.encryptionKey(), challenge(documents), kind, value);

  interface Asking {
    readonly documents?: readonly string[];
    readonly signer?: TestSigner;
    readonly clientId?: string;
    readonly signerId?: string;
    readonly numSignatures?: number;
  }
  const opening = ({ documents = ['invoice.xml'], signer = ada, clientId = client.clientId, ...more }: Asking) => ({
    ...typed.world.opening(signer, documents),
    documents: documents.map((name) => ({ label: '', hash: hashOf(name) })),
    clientId,
    ...more,
  });
  const sad = async (authData: readonly AuthData[], asking: Asking = {}) =>
    `${SAD_PREFIX}${(await typed.world.authoriseExplicitly.run(opening(asking), authData)).sad}`;
  const sign = (token: string, documents: readonly string[] = ['invoice.xml'], clientId = client.clientId) =>
    typed.world.signHash.run({ ...typed.world.request(ada, token, documents), clientId });
  /** Authorises with what was brought, and if that succeeds, signs what was authorised. */
  const attempt = (authData: readonly AuthData[], asking: Asking = {}) =>
    outcomeOf(typed.world.token, async () => sign(await sad(authData, asking), asking.documents, asking.clientId));
  const eventTypes = async () => (await typed.world.eventTypes()).slice(-3);
  const pinTries = async () => {
    const means = (await typed.world.records.find('binding', ada.credentialId))?.body.means.find(({ kind }) => kind === 'pin');
    return (await typed.replica.counters.read(means?.meansId ?? '')).wrongTries;
  };

  describe('gives a SAD', () => {
    it('on an order, over exactly what was ordered', async () => {
      const token = await sad([{ id: 'ORDER', value: await order(['a', 'b']) }], { documents: ['a', 'b'] });
      expect(payloadOf(token.slice(SAD_PREFIX.length))).toMatchObject({ evidence: ['order'], promise: 'shown', count: 2, unseen: 0, client: client.clientId });
      await expect(sign(token, ['c'])).rejects.toMatchObject({ code: 'hash.not_authorised' });
      expect(await sign(token, ['b', 'a'])).toHaveLength(2);
      await expect(sign(token, ['a'])).rejects.toMatchObject({ code: 'sad.spent' });
    });

    it('on a code and a PIN in clear, which prove presence', async () => {
      const token = await sad([
        { id: 'OTP', value: await code() },
        { id: 'PIN', value: PIN },
      ]);
      expect(payloadOf(token.slice(SAD_PREFIX.length))).toMatchObject({ evidence: ['one-time-code', 'pin'], promise: 'presence', sub: ada.signerId });
      expect(payloadOf(token.slice(SAD_PREFIX.length))).not.toHaveProperty('cnf');
      expect(await sign(token)).toHaveLength(1);
    });

    it('on what the application encrypted for the SAM over a challenge it computed itself', async () => {
      const [otp, pin] = [await sealed('one-time-code', await code()), await sealed('pin', PIN)];
      expect(
        await attempt([
          { id: 'OTP', value: otp },
          { id: 'PIN', value: pin },
        ]),
      ).toEqual(SIGNED);
    });

    it('on a code and a TOTP, written in any order and case', async () => {
      expect(
        await attempt([
          { id: 'totp', value: totpAt(typed.world.clock.now()) },
          { id: 'otp', value: await code() },
        ]),
      ).toEqual(SIGNED);
    });

    it('once: nobody who learns the activation gets another one', async () => {
      const token = await sad([{ id: 'ORDER', value: await order() }]);
      const activationId = String(payloadOf(token.slice(SAD_PREFIX.length))['jti']);
      await expect(typed.world.issueSad.run({ activationId, clientId: client.clientId })).rejects.toMatchObject({ code: 'activation.state' });
      await expect(sign(token, ['invoice.xml'], typed.world.clientId)).rejects.toMatchObject({ code: 'sad.invalid' });
    });
  });

  describe('refuses', () => {
    it.each<[string, () => Promise<string>]>([
      ['of other documents', () => order(['mortgage.pdf'])],
      ['of more documents', () => order(['invoice.xml', 'mortgage.pdf'])],
      ['for another credential', async () => order(['invoice.xml'], await typed.signer())],
      ['of another client', async () => order(['invoice.xml'], ada, await SigningClient.make(typed.world))],
      ['that is none', () => Promise.resolve('no order at all')],
      ['that is a sealed secret', () => sealed('pin', PIN)],
    ])('an order %s', async (_what, made) => {
      expect(await attempt([{ id: 'ORDER', value: await made() }])).toEqual(refusedDraft('evidence.invalid'));
      expect(await eventTypes()).toEqual(['activation-opened', 'evidence-refused: evidence.invalid', 'activation-abandoned: failed']);
      expect(await attempt([{ id: 'ORDER', value: await order() }])).toEqual(SIGNED);
    });

    it('an order a second time', async () => {
      const once = await order();
      expect(await attempt([{ id: 'ORDER', value: once }])).toEqual(SIGNED);
      expect(await attempt([{ id: 'ORDER', value: once }])).toEqual(refusedDraft('evidence.invalid'));
    });

    it('an order of another client than the one the credential is for', async () => {
      const other = await SigningClient.make(typed.world);
      expect(await attempt([{ id: 'ORDER', value: await order(['invoice.xml'], ada, other) }], { clientId: other.clientId })).toEqual(
        refusedDraft('evidence.invalid'),
      );
    });

    it.each<[string, () => Promise<readonly AuthData[]>, string]>([
      ['a PIN alone, without a try', () => pieces({ PIN }), 'evidence.missing'],
      ['a TOTP alone, without a try', () => pieces({ TOTP: totpAt(typed.world.clock.now()) }), 'evidence.missing'],
      ['a code alone', async () => pieces({ OTP: await code() }), 'evidence.missing'],
      ['more than the policy asks for', async () => pieces({ ORDER: await order(), PIN }), 'evidence.missing'],
      ['a mixture of two ways', async () => pieces({ OTP: await code(), ORDER: await order() }), 'evidence.missing'],
      ['a wrong code, without a look at the PIN', async () => pieces({ OTP: notThe(await code()), PIN }), 'evidence.invalid'],
      ['a code that nobody sent', () => pieces({ OTP: '123456', PIN }), 'evidence.invalid'],
      ['a code that another client had sent', async () => pieces({ OTP: await code(typed.world.clientId), PIN }), 'evidence.invalid'],
      ['a code of half a page', async () => pieces({ OTP: 'x'.repeat(60_000), PIN }), 'evidence.invalid'],
      [
        'a code encrypted for other documents',
        async () => pieces({ OTP: await sealed('one-time-code', await code(), ['mortgage.pdf']), PIN }),
        'evidence.invalid',
      ],
      ['a code encrypted as a PIN', async () => pieces({ OTP: await sealed('pin', await code()), PIN }), 'evidence.invalid'],
      ['something like a JWE', () => pieces({ OTP: 'eyJ.._.YQ.YQ', PIN }), 'evidence.invalid'],
    ])('%s', async (_what, made, refusal) => {
      expect(await attempt(await made())).toEqual(refusedDraft(refusal));
      expect((await eventTypes()).at(-1)).toBe('activation-abandoned: failed');
      expect(await pinTries()).toBe(0);
      expect(await attempt([{ id: 'ORDER', value: await order() }])).toEqual(SIGNED);
    });
    const pieces = (values: Readonly<Record<string, string>>): Promise<readonly AuthData[]> =>
      Promise.resolve(Object.entries(values).map(([id, value]) => ({ id, value })));

    it('a captured ciphertext with a code of its own, for documents it was not typed for', async () => {
      const captured = await sealed('pin', PIN);
      const asking = { documents: ['mortgage.pdf'] };
      expect(await attempt(await pieces({ OTP: await code(), PIN: captured }), asking)).toEqual(refusedDraft('evidence.invalid'));
      typed.world.clock.advance(30_000);
      expect(await attempt(await pieces({ OTP: await code(), PIN: captured }))).toEqual(SIGNED);
    });

    it('wrong PINs until the PIN is locked, and then the right one', async () => {
      const tries = [];
      for (const pin of [notThe(PIN), notThe(PIN), notThe(PIN), PIN]) {
        tries.push(await attempt(await pieces({ OTP: await code(), PIN: pin })));
        typed.world.clock.advance(30_000);
      }
      expect(tries.map((one) => one.code)).toEqual(['evidence.invalid', 'evidence.invalid', 'evidence.locked', 'evidence.locked']);
      expect(tries.every(({ signed }) => signed === 1)).toBe(true);
      expect(await attempt([{ id: 'ORDER', value: await order() }])).toEqual(SIGNED);
    });

    it.each<[string, readonly AuthData[]]>([
      ['an id nobody knows', [{ id: 'SMS', value: '1' }]],
      ['a means that belongs on the approval page', [{ id: 'PASSKEY', value: '{}' }]],
      ['a name every object has', [{ id: 'constructor', value: '1' }]],
      ['one thing twice', ['PIN', 'pin'].map((id) => ({ id, value: PIN }))],
    ])('%s, before anything is opened', async (_what, authData) => {
      expect(await attempt(authData)).toEqual(refused('request.invalid'));
      expect(await typed.world.eventTypes()).not.toContain('activation-opened');
    });

    it.each<[string, string, () => Promise<Asking>]>([
      ['where the policy allows none', 'credential.disabled', async () => (allow([]), {})],
      ['where no means of the credential counts', 'credential.disabled', async () => (allow([['order']]), { signer: await typed.signer() })],
      ['for a suspended credential', 'credential.disabled', async () => (await typed.world.change(ada.credentialId, { state: 'suspended' }), {})],
      ['for a credential there is not', 'credential.unknown', async () => ({ signer: { ...ada, credentialId: newId('cred') } })],
      ['for another signer’s token', 'credential.unknown', async () => ({ signerId: newId('sgn') })],
      ['for a client of another subscriber', 'credential.unknown', async () => ({ clientId: await stranger() })],
      ['for a client nobody recorded', 'client.unknown', async () => ({ clientId: newId('cli') })],
      ['of more signatures than documents', 'activation.too_many', async () => ({ numSignatures: 2 })],
      ['of fewer signatures than documents', 'request.invalid', async () => ({ documents: ['a', 'b'], numSignatures: 1 })],
    ])('an authorisation %s', async (_what, refusal, asking) => {
      expect(await attempt([{ id: 'ORDER', value: await order() }], await asking())).toEqual(refused(refusal));
      expect((await typed.world.eventTypes()).at(-1)).toBe(`activation-refused: ${refusal}`);
    });
    const stranger = async () => {
      const clientId = newId('cli');
      await typed.world.recordClient.run(clientId, { subscriberId: newId('sub'), name: `Not of ${SUBSCRIBER}`, multisign: 1, keys: [] });
      return clientId;
    };

    it('right evidence for a draft that failed, whoever brings it then', async () => {
      await attempt(await pieces({ OTP: await code() }));
      const events = await typed.world.stores.events();
      const activationId = events.findLast(({ type }) => type === 'activation-opened')?.particulars?.['activationId'] ?? '';
      const evidence = { kind: 'pin', sealed: await sealed('pin', PIN) } as const;
      expect(await typed.present({ activationId }, evidence)).toBe('activation.state');
    });
  });

  it('does not keep whoever carries a code and a PIN in clear from choosing the documents: that is why they prove presence only', async () => {
    const [otp, { documents }] = [await code(), { documents: ['mortgage.pdf'] }];
    const token = await sad(
      [
        { id: 'OTP', value: otp },
        { id: 'PIN', value: PIN },
      ],
      { documents },
    );
    expect(payloadOf(token.slice(SAD_PREFIX.length))).toMatchObject({ promise: 'presence' });
    expect(await sign(token, documents)).toHaveLength(1);
    // Encrypted by an application that the gateway does not control, they would have been worth nothing for it.
    typed.world.clock.advance(30_000);
    const [sealedOtp, sealedPin] = [await sealed('one-time-code', await code()), await sealed('pin', PIN)];
    expect(
      await attempt(
        [
          { id: 'OTP', value: sealedOtp },
          { id: 'PIN', value: sealedPin },
        ],
        { documents },
      ),
    ).toEqual(refusedDraft('evidence.invalid'));
  });

  it('leaves no PIN, code or order in an event, a row or an error', async () => {
    const [otp, ordered] = [await code(), await order()];
    const errors = [
      await sad([
        { id: 'OTP', value: otp },
        { id: 'PIN', value: notThe(PIN) },
      ]).catch((error: unknown) => error),
      await sad([{ id: 'ORDER', value: ordered }], { documents: ['mortgage.pdf'] }).catch((error: unknown) => error),
      await sad([{ id: ordered, value: PIN }]).catch((error: unknown) => error),
    ];
    await sad([{ id: 'ORDER', value: ordered }]);
    const { activations, events } = typed.world.stores;
    const rows = [...activations.table.values(), ...typed.rows.codes.table.values(), ...typed.rows.counters.table.values()];
    const all = JSON.stringify([await events(), rows]) + errors.map((error) => JSON.stringify(error, Object.getOwnPropertyNames(error))).join();
    for (const secret of [otp, PIN, notThe(PIN), ordered]) expect(all).not.toMatch(new RegExp(`\\b${secret}\\b`));
  });
});
