import { beforeEach, describe, expect, it } from '@jest/globals';
import { digestFacts, newId, sha256, toBase64, toBase64Url } from '@paraph/kernel';
import { SigningClient } from '../client-keys.js';
import { ApplicationWorld } from '../application-world.js';
import { SamReplica } from '../sam-replica.js';
import { payloadOf } from '../world.js';
import { outcomeOf, refused } from './refusal.js';
import { SIGNED_ONCE } from './signing-trial.js';

/** The signer allowed so many signatures and saw no document (SCAL 1). Whoever has the SAD wants one more than that. */
describe('a SAD that names no documents', () => {
  let app: ApplicationWorld;
  let sad: string;
  beforeEach(async () => {
    app = await ApplicationWorld.make({ counted: 'free', scal: '1' });
    sad = await app.sad([], 3);
  });
  const activation = () => app.world.activations.find(String(payloadOf(sad.slice(4))['jti']));
  const documents = (count: number) => Array.from({ length: count }, (_, place) => `doc ${place}`);

  it('signs as many as it says, whatever they are, and not one more', async () => {
    expect(await app.sign(sad, 'a', 'b', 'c', 'd')).toEqual(refused('hash.not_authorised'));
    expect(await app.sign(sad, 'a', 'b')).toEqual({ code: 'done', signed: 2 });
    expect(await app.sign(sad, 'c', 'd')).toEqual(refused('hash.not_authorised'));
    expect(await app.sign(sad, 'a')).toEqual(SIGNED_ONCE);
    for (const document of ['a', 'b', 'e']) expect(await app.sign(sad, document)).toEqual(refused('sad.spent'));
  });

  it.each<[string, string[]]>([
    ['fifty documents', documents(50)],
    ['one document', Array<string>(50).fill('same')],
    ['two documents', documents(50).map((_, place) => `doc ${place % 2}`)],
  ])('signs no more when fifty requests come at once, for %s, and no less', async (_what, wanted) => {
    const { token } = app.world;
    const before = token.counters.signCalls;
    const outcomes = await Promise.all(wanted.map((one) => app.world.signHash.run(app.world.request(app.ada, sad, [one])).then(() => 'done', codeOf)));
    expect(outcomes.filter((code) => code === 'done')).toHaveLength(3);
    expect(new Set(outcomes.filter((code) => code !== 'done'))).toEqual(new Set(['sad.spent']));
    expect(token.counters.signCalls - before).toBe(3);
    expect((await activation())?.occurrences).toBe('sss');
  });

  it('signs no more in two processes at once, and whoever is overtaken takes what is left', async () => {
    const { world, ada } = app;
    const [one, other] = [await SamReplica.of(world), await SamReplica.of(world)];
    const before = world.token.counters.signCalls;
    const outcomes = await Promise.all(
      documents(16).map((_, place) => (place % 2 === 0 ? one : other).signHash.run(world.request(ada, sad, [`doc ${place % 3}`])).then(() => 'done', codeOf)),
    );
    expect(outcomes.filter((code) => code === 'done')).toHaveLength(3);
    expect(world.token.counters.signCalls - before).toBe(3);
  });

  it('answers a repeated attempt with what it got, at once or later, and takes nothing more for it', async () => {
    const { world, ada } = app;
    const request = world.request(ada, sad, ['a']);
    const answers = await Promise.all([1, 2, 3, 4].map(() => world.signHash.run(request).catch(codeOf)));
    const [signatures] = answers.filter((answer) => Array.isArray(answer));
    expect(signatures).toHaveLength(1);
    expect(answers.every((answer) => answer === 'hsm.ambiguous' || JSON.stringify(answer) === JSON.stringify(signatures))).toBe(true);
    expect(await outcomeOf(world.token, async () => expect(await world.signHash.run(request)).toEqual(signatures))).toEqual({ code: 'done', signed: 0 });
    expect((await activation())?.occurrences).toBe('scc');
    expect(await app.sign(sad, 'b', 'c')).toEqual({ code: 'done', signed: 2 });
    expect(await outcomeOf(world.token, async () => expect(await world.signHash.run(request)).toEqual(signatures))).toEqual({ code: 'done', signed: 0 });
  });

  it('loses nothing to a token that refused: what was named stays named', async () => {
    const { token } = app.world;
    token.failNextSignature('hsm.refused');
    expect(await app.sign(sad, 'a')).toMatchObject({ code: 'hsm.refused' });
    expect((await activation())?.occurrences).toBe('fcc');
    expect(await app.sign(sad, 'a', 'b', 'c')).toEqual({ code: 'done', signed: 3 });
  });

  it('says everywhere that the signer did not see them', async () => {
    expect(payloadOf(sad.slice(4))).toMatchObject({ count: 3, unseen: 3 });
    await app.sign(sad, 'a', 'b');
    const events = await app.world.stores.events();
    expect(events.find(({ type }) => type === 'activation-extended')?.particulars).toMatchObject({ count: '2' });
    expect(events.find(({ type }) => type === 'signature-made')?.particulars).toMatchObject({ count: '2', unseen: '2' });
  });

  it('is for any digest algorithm its key may use, each digest as long as its algorithm makes it', async () => {
    const { world, ada } = app;
    const { oid, bytes } = digestFacts.sha384;
    const request = { ...world.request(ada, sad), signAlgorithmOid: '1.2.840.10045.2.1', hashAlgorithmOid: oid };
    const p384 = { ...request, hashes: [toBase64(new Uint8Array(bytes).fill(7))] };
    const code = await world.signHash.run(p384).then(() => 'done', codeOf);
    // Which algorithms a key is used with, the rules say; what they refuse takes nothing.
    expect(['done', 'algorithm.unsupported', 'hash.algorithm_unsupported']).toContain(code);
    expect(await outcomeOf(world.token, () => world.signHash.run({ ...world.request(ada, sad), attemptId: newId('att'), hashes: p384.hashes }))).toEqual(
      refused('hash.length'),
    );
    expect(await app.sign(sad, 'a')).toEqual(SIGNED_ONCE);
  });

  it('signs nothing once another has taken its place, once it was stopped, or under a policy that was changed', async () => {
    const shown = app.world.policies.policy;
    app.world.policies.policy = { ...shown, digest: 'f'.repeat(64) };
    expect(await app.sign(sad, 'a')).toEqual(refused('hash.not_authorised'));
    app.world.policies.policy = shown;
    const { code, next } = await app.extend(sad, []);
    expect(code).toBe('done');
    expect(await app.sign(sad, 'a')).toEqual(refused('sad.invalid'));
    expect((await activation())?.occurrences).toBe('ccc');
    expect(await app.sign(next, 'a')).toEqual(SIGNED_ONCE);
    await app.world.abandonActivation.run(String(payloadOf(sad.slice(4))['jti']), 'revoked');
    expect(await app.sign(next, 'b')).toEqual(refused('sad.invalid'));
  });

  it('lets nobody fill places with a proof that was used, and the client with a proof of its own', async () => {
    const { world, ada } = app;
    const client = await SigningClient.make(world);
    const draft = await world.openActivation.run({ ...world.opening(ada, []), clientId: client.clientId, numSignatures: 3 });
    await world.signIn(ada, draft);
    const issued = await world.issueSad.run({ activationId: draft.activationId, clientId: client.clientId, proofKeyThumbprint: await client.thumbprint() });
    const token = `sad_${issued.sad}`;
    const about = { method: 'POST', url: 'https://gateway.example/csc/v2/signatures/signHash' };
    const proofOf = async () => ({ ...about, proof: await client.proof({ ...about, ath: toBase64Url(sha256(token)) }) });
    const attempt = (document: string, proof?: Awaited<ReturnType<typeof proofOf>>) =>
      outcomeOf(world.token, () => world.signHash.run({ ...world.request(ada, token, [document]), clientId: client.clientId, proof }));
    const letters = async () => (await world.activations.find(draft.activationId))?.occurrences;

    const seen = await proofOf();
    expect(await attempt('a', seen)).toEqual(SIGNED_ONCE);
    for (const document of ['mortgage', 'a']) expect(await attempt(document, seen)).toEqual(refused('proof.invalid'));
    expect(await attempt('mortgage')).toEqual(refused('proof.invalid'));
    expect(await letters()).toBe('scc');
    expect(await attempt('b', await proofOf())).toEqual(SIGNED_ONCE);
    expect(await letters()).toBe('ssc');
  });

  it('signs no document of a database that adds it, and none in the place of another', async () => {
    const { table } = app.world.stores.activations;
    const [activationId = '', row] = [...table].at(-1) ?? [];
    if (!row) throw new Error('no activation');
    table.set(activationId, { ...row, occurrences: 'cccccc' });
    expect(await app.sign(sad, 'a')).toEqual(refused('record.tampered'));
    table.set(activationId, { ...row, draft: row.draft.replace('"remainingChoice":3', '"remainingChoice":9') });
    expect(await app.sign(sad, 'a')).toEqual(refused('record.tampered'));
    table.set(activationId, row);
    expect(await app.sign(sad, 'a')).toEqual(SIGNED_ONCE);
  });
});

const codeOf = (error: { code?: string; message?: string }): string => error.code ?? error.message ?? 'unknown';
