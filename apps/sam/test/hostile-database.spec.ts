import { beforeEach, describe, expect, it } from '@jest/globals';
import { activationChallenge, enrolmentChallenge, newId, toBase64Url } from '@paraph/kernel';
import type { ActivationRow } from '../src/domain/ports/activation-rows.js';
import type { SignatureRequest } from '../src/domain/signing/signature-request.js';
import { EnrolmentWorld } from './enrolment-world.js';
import { World, type TestSigner } from './world.js';

describe('a database that edits activations', () => {
  let world: World;
  let ada: TestSigner;
  beforeEach(async () => {
    world = await World.make();
    ada = await world.signer();
  });

  const table = () => world.stores.activations.table;
  const edit = (activationId: string, change: Partial<ActivationRow>): void => {
    const row = table().get(activationId);
    if (!row) throw new Error('no such row');
    table().set(activationId, { ...row, ...change });
  };
  const issue = async (documents?: readonly string[]) => {
    const { activationId } = await world.completed(ada, documents);
    const { sad } = await world.issueSad.run({ activationId, clientId: world.clientId });
    return { activationId, sad: `sad_${sad}` };
  };
  const attempt = async (request: SignatureRequest) => {
    const before = world.token.counters.signCalls;
    const result = await world.signHash.run(request).then(
      (signatures) => signatures.length,
      (error: { code?: string }) => error.code ?? error,
    );
    return { result, signed: world.token.counters.signCalls - before };
  };

  it('gets no second signature by calling a signed occurrence free', async () => {
    const { activationId, sad } = await issue(['a', 'b']);
    expect(await attempt(world.request(ada, sad, ['a']))).toEqual({ result: 1, signed: 1 });
    edit(activationId, { occurrences: 'ff' });
    expect(await attempt(world.request(ada, sad, ['a']))).toEqual({ result: 'record.tampered', signed: 0 });
    expect((await world.eventTypes()).slice(-2)).toEqual(['record-tampered: record.tampered', 'signature-refused: record.tampered']);
    edit(activationId, { occurrences: 'sf' });
    expect(await attempt(world.request(ada, sad, ['b']))).toEqual({ result: 1, signed: 1 });
  });

  it('gets no signature by calling an abandoned activation issued', async () => {
    const [ended, open] = [await issue(), await issue()];
    await world.abandonActivation.run(ended.activationId, 'revoked');
    edit(ended.activationId, { state: 'issued', occurrences: 'f' });
    expect(await attempt(world.request(ada, ended.sad))).toEqual({ result: 'record.tampered', signed: 0 });
    expect(await attempt(world.request(ada, open.sad))).toEqual({ result: 1, signed: 1 });
  });

  it('gets no completion of a refused draft by calling it a draft', async () => {
    const [refused, open] = [await world.open(ada), await world.open(ada)];
    await world.abandonActivation.run(refused.activationId, 'refused');
    edit(refused.activationId, { state: 'draft', occurrences: 'f' });
    const complete = async (draft: typeof open) => world.present.run(draft.activationId, { kind: 'oidc', idToken: await world.idToken(ada, draft) });
    await expect(complete(refused)).rejects.toMatchObject({ code: 'record.tampered' });
    await expect(complete(open)).resolves.toMatchObject({ state: 'completed' });
  });

  it('gets no second SAD by calling an issued activation completed', async () => {
    const { activationId } = await issue();
    edit(activationId, { state: 'completed' });
    await expect(world.issueSad.run({ activationId, clientId: world.clientId })).rejects.toMatchObject({ code: 'record.tampered' });
    const { activationId: other } = await world.completed(ada);
    await expect(world.issueSad.run({ activationId: other, clientId: world.clientId })).resolves.toMatchObject({ sad: expect.any(String) });
  });

  it('cannot give one activation the progress of another', async () => {
    const [spent, fresh] = [await issue(), await issue()];
    await world.signHash.run(world.request(ada, spent.sad));
    const { state, occurrences, progressMac } = table().get(fresh.activationId) ?? {};
    edit(spent.activationId, { ...(state && { state }), ...(occurrences && { occurrences }), ...(progressMac && { progressMac }) });
    expect(await attempt(world.request(ada, spent.sad))).toEqual({ result: 'record.tampered', signed: 0 });
    expect(await attempt(world.request(ada, fresh.sad))).toEqual({ result: 1, signed: 1 });
  });

  it('gets no signature by an edit between the check and the lock', async () => {
    const { activationId, sad } = await issue();
    await world.signHash.run(world.request(ada, sad));
    const row = table().get(activationId);
    if (!row) throw new Error('no such row');
    const find = world.stores.activations.lockAll.bind(world.stores.activations);
    world.stores.activations.lockAll = async (...asked) => new Map([...(await find(...asked))].map(([id, honest]) => [id, { ...honest, occurrences: 'f' }]));
    expect(await attempt(world.request(ada, sad))).toEqual({ result: 'record.tampered', signed: 0 });
  });

  it('cannot keep a stop from happening', async () => {
    const { activationId, sad } = await issue();
    edit(activationId, { state: 'abandoned' });
    await world.abandonActivation.run(activationId, 'revoked');
    edit(activationId, { state: 'issued', occurrences: 'f' });
    expect(await attempt(world.request(ada, sad))).toEqual({ result: 'record.tampered', signed: 0 });
  });
});

describe('a database that edits enrolments', () => {
  it('cannot have a second person answer for a key that is certified', async () => {
    const world = await EnrolmentWorld.make();
    const { draft } = await world.bound();
    const { enrolments, records, certificates } = world.stores;
    const row = enrolments.table.get(draft.enrolmentId);
    if (!row) throw new Error('no such row');
    enrolments.table.set(draft.enrolmentId, { ...row, state: 'open' });
    records.table.delete(`binding/${draft.credentialId}`);
    for (const [serial, { intent }] of certificates.issued) if (intent.credentialId === draft.credentialId) certificates.issued.delete(serial);

    const before = world.token.counters.signCalls;
    const mallory = await world.idToken(draft, { claims: { sub: 'mallory', given_name: 'Mallory', family_name: 'Other' } });
    await expect(world.acceptEnrolment.run(draft.enrolmentId, mallory)).rejects.toMatchObject({ code: 'record.tampered' });
    expect(world.token.counters.signCalls).toBe(before);
    expect(await world.records.find('binding', draft.credentialId)).toBeUndefined();
    // The control: an enrolment that is open is accepted.
    await expect(world.accepted()).resolves.toMatchObject({ answer: { csr: expect.any(Uint8Array) } });
  });

  it('cannot have the key of a certified credential destroyed on a neighbour’s word', async () => {
    const world = await EnrolmentWorld.make();
    const { draft } = await world.bound();
    const row = world.stores.enrolments.table.get(draft.enrolmentId);
    if (!row) throw new Error('no such row');
    world.stores.enrolments.table.set(draft.enrolmentId, { ...row, state: 'open' });
    world.stores.records.table.delete(`binding/${draft.credentialId}`);
    await expect(world.destroyKey.run(draft.credentialId)).rejects.toMatchObject({ code: 'record.tampered' });
    expect(await world.keys.publicKey(draft.keyId)).toBeDefined();
    const other = await world.accepted();
    await expect(world.destroyKey.run(other.draft.credentialId)).resolves.toBeUndefined();
  });
});

describe('a neighbour', () => {
  it('cannot have the signature of an abandoned activation released to another attempt', async () => {
    const world = await World.make();
    const ada = await world.signer();
    const { activationId } = await world.completed(ada);
    const { sad } = await world.issueSad.run({ activationId, clientId: world.clientId });
    const request = world.request(ada, `sad_${sad}`);

    // While the one occurrence is reserved, the signer's revocation arrives; then the token refuses before it signed.
    world.token.failNextSignature('hsm.refused');
    const sign = world.keys.sign.bind(world.keys);
    world.keys.sign = async (reservation) => {
      await world.abandonActivation.run(activationId, 'revoked');
      return sign(reservation);
    };
    await expect(world.signHash.run(request)).rejects.toMatchObject({ code: 'hsm.refused' });
    world.keys.sign = sign;

    const before = world.token.counters.signCalls;
    await expect(world.signHash.run({ ...request, attemptId: newId('att') })).rejects.toMatchObject({ code: 'sad.invalid' });
    expect(world.token.counters.signCalls).toBe(before);
  });

  it('cannot use evidence of one domain in the other, nor what this SAM signed as evidence', async () => {
    const world = await World.make();
    const ada = await world.signer();
    const draft = await world.open(ada);
    const { activationId, statement } = draft;
    await world.beginEvidence.run(activationId);
    const { clientAssertion } = await world.releaseExchange.run(activationId);
    const crossed = await world.idToken(ada, draft, { claims: { nonce: toBase64Url(enrolmentChallenge(statement)) } });
    for (const idToken of [crossed, clientAssertion, statement, (await world.sad(ada)).slice(4)]) {
      await expect(world.present.run(activationId, { kind: 'oidc', idToken })).rejects.toMatchObject({ code: 'evidence.invalid' });
    }
    const idToken = await world.idToken(ada, draft);
    await expect(world.present.run(activationId, { kind: 'oidc', idToken })).resolves.toMatchObject({ state: 'completed' });

    const other = await EnrolmentWorld.make();
    const enrolment = await other.opened();
    const wrong = await other.idToken(enrolment, { claims: { nonce: toBase64Url(activationChallenge(enrolment.statement)) } });
    await expect(other.acceptEnrolment.run(enrolment.enrolmentId, wrong)).rejects.toMatchObject({ code: 'evidence.invalid' });
    await expect(other.acceptEnrolment.run(enrolment.enrolmentId, await other.idToken(enrolment))).resolves.toBeDefined();
  });

  it.each(['Bank\u0000', 'Bank\ud800', '\u202eknaB', 'Ba\u200bnk', 'Bank\n'])('cannot give a client a name that hides or reorders text (%j)', async (name) => {
    const world = await World.make();
    const client = { subscriberId: newId('sub'), name, multisign: 1, keys: [] };
    await expect(world.recordClient.run(newId('cli'), client)).rejects.toMatchObject({ code: 'request.invalid' });
    await expect(world.recordClient.run(newId('cli'), { ...client, name: 'Banque d’Été' })).resolves.toBeUndefined();
  });

  it('cannot put into an event what an audit log cannot store', async () => {
    const world = await World.make();
    const ada = await world.signer();
    const poison = 'cred_\u0000\ud800';
    await expect(world.openActivation.run({ ...world.opening(ada), credentialId: poison })).rejects.toMatchObject({ code: 'credential.unknown' });
    const sad = await world.sad(ada);
    await expect(world.signHash.run({ ...world.request(ada, sad), credentialId: poison })).rejects.toMatchObject({ code: 'credential.unknown' });
    const written = JSON.stringify(await world.stores.events());
    expect(written).not.toMatch(/\\u0000|\\ud800/);
    expect(written).toContain('cred_\ufffd\ufffd');
    await expect(world.signHash.run(world.request(ada, sad))).resolves.toHaveLength(1);
  });
});
