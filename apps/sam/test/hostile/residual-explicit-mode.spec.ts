import { beforeEach, describe, expect, it } from '@jest/globals';
import { SAD_PREFIX } from '@paraph/contracts';
import { explicitChallenge, newId } from '@paraph/kernel';
import type { AuthData } from '../../src/domain/activation/authorise-explicitly.js';
import { SigningClient } from '../client-keys.js';
import { sealSecret } from '../typed-page.js';
import { PIN, TypedWorld } from '../typed-world.js';
import { hashOf, payloadOf, SHA256, type TestSigner } from '../world.js';
import { outcomeOf, type Outcome } from './refusal.js';

/** The statement, the SAD and the signature. */
const SIGNED: Outcome = { code: 'done', signed: 3 };
/** Refused once the draft was there: the token signed its statement and nothing else. */
const refusedDraft = (code: string): Outcome => ({ code, signed: 1 });

/**
 * RESIDUAL (docs/threat-model.md): what a hostile gateway CAN do in explicit mode. A PIN and a code come to it in clear with
 * the hashes of the application; it asks the SAM with the same PIN and code and with hashes of its own.
 *
 * What closes it: the application encrypts what was typed for the SAM over the challenge of its own hashes (a compact JWE as
 * the value), or gives an order signed with its pinned key. Neither helps a signer against the application itself, which is
 * why no PIN and no code in explicit mode ever promises `shown`.
 */
describe('RESIDUAL: a gateway that swaps the hashes under a PIN and a code', () => {
  let typed: TypedWorld;
  let client: SigningClient;
  let ada: TestSigner;
  beforeEach(async () => {
    typed = await TypedWorld.make([['oidc']]);
    typed.world.policies.policy = { ...typed.world.policies.policy, explicit: [['order'], ['one-time-code', 'pin']] };
    client = await SigningClient.make(typed.world);
    const usableFrom = typed.world.clock.now().toISOString();
    ada = await typed.signer([typed.phone(), await typed.pin(), { kind: 'order', meansId: newId('mns'), usableFrom, clientId: client.clientId }]);
  });

  const code = async () => {
    await typed.replica.sendPresenceCode.run({ clientId: client.clientId, credentialId: ada.credentialId });
    return typed.courier.code;
  };
  const request = (document: string) => ({
    ...typed.world.opening(ada, [document]),
    documents: [{ label: '', hash: hashOf(document) }],
    clientId: client.clientId,
  });
  /** The gateway authorises this document with what it was given, and has it signed. */
  const attempt = (document: string, authData: readonly AuthData[]): Promise<Outcome> =>
    outcomeOf(typed.world.token, async () => {
      const { sad } = await typed.world.authoriseExplicitly.run(request(document), authData);
      await typed.world.signHash.run({ ...typed.world.request(ada, `${SAD_PREFIX}${sad}`, [document]), clientId: client.clientId });
    });
  const sealedFor = (document: string, kind: 'pin' | 'one-time-code', value: string) =>
    sealSecret(typed.world.authorityKeys.encryptionKey(), explicitChallenge(ada.credentialId, SHA256, [hashOf(document)]), kind, value);

  it('has the mortgage signed with the PIN and the code that were given for the invoice', async () => {
    const given = [
      { id: 'OTP', value: await code() },
      { id: 'PIN', value: PIN },
    ];
    expect(await attempt('mortgage.pdf', given)).toEqual(SIGNED);
  });

  it('leaves its trace: the SAD promises presence, and the code’s text named no document', async () => {
    const given = [
      { id: 'OTP', value: await code() },
      { id: 'PIN', value: PIN },
    ];
    const { sad } = await typed.world.authoriseExplicitly.run(request('mortgage.pdf'), given);
    expect(payloadOf(sad)).toMatchObject({ promise: 'presence', evidence: ['one-time-code', 'pin'] });
  });

  it('uses them once: the invoice is refused then, which the application notices', async () => {
    const given = [
      { id: 'OTP', value: await code() },
      { id: 'PIN', value: PIN },
    ];
    expect(await attempt('mortgage.pdf', given)).toEqual(SIGNED);
    expect(await attempt('invoice.pdf', given)).toEqual(refusedDraft('evidence.invalid'));
  });

  it('is closed by encrypting for the SAM: the ciphertext is for the invoice and nothing else', async () => {
    const given = [
      { id: 'OTP', value: await sealedFor('invoice.pdf', 'one-time-code', await code()) },
      { id: 'PIN', value: await sealedFor('invoice.pdf', 'pin', PIN) },
    ];
    expect(await attempt('mortgage.pdf', given)).toEqual(refusedDraft('evidence.invalid'));
    expect(await attempt('invoice.pdf', given)).toEqual(SIGNED);
  });

  it('is closed by an order', async () => {
    const given = [{ id: 'ORDER', value: await client.order({ credentialId: ada.credentialId, hashes: [hashOf('invoice.pdf')] }) }];
    expect(await attempt('mortgage.pdf', given)).toEqual(refusedDraft('evidence.invalid'));
    expect(await attempt('invoice.pdf', given)).toEqual(SIGNED);
  });
});
