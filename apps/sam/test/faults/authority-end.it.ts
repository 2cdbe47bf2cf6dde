/** The issuing authority is ended by its approvers, and the SAM is killed while it does so: whoever comes after it finishes. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  approveProposal,
  composeCertificate,
  composeCrl,
  composeOcspAnswers,
  composeTimestamp,
  describeAuthorities,
  fetchCrlPart,
  proposeAct,
  ServiceError,
  signHash,
  type Call,
  type ReplyOf,
} from '@paraph/contracts';
import { fromBase64, newId, proposalChallenge, toBase64 } from '@paraph/kernel';
import { SoftwareAuthenticator } from '@paraph/testing';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { statusIn } from '../certificate-status.js';
import { ECDSA_SHA256, hashOf } from '../world.js';
import type { Authorised } from './callers.js';
import { Site } from './site.js';

const SHA256 = '2.16.840.1.101.3.4.2.1';
const FOR_EVER = '9999-12-31T23:59:59.000Z';
const folder = mkdtempSync(join(tmpdir(), 'paraph-quorum-'));
const people = ['Ann', 'Ben', 'Cem'].map((name) => {
  const authenticator = SoftwareAuthenticator.make({ origin: 'https://approval.example' });
  return { id: newId('apr'), name, duties: ['approver'], passkey: { id: authenticator.id, publicKey: authenticator.publicKey }, authenticator };
});

let site: Site;
/** What the signer authorised before the end, and did not have signed. */
let authorised: Authorised;
beforeAll(async () => {
  const file = join(folder, 'quorum.json');
  writeFileSync(file, JSON.stringify({ threshold: 2, approvers: people.map(({ authenticator: _its, ...person }) => person) }));
  site = await Site.open({ SAM_QUORUM_FILE: file, SAM_JOURNAL_AFTER_UNCLEAN_END: 'keep' });
  authorised = await site.callers.authorise('before the end');
}, 60_000);
afterAll(async () => {
  await site.close();
  rmSync(folder, { recursive: true });
}, 60_000);

const by = <C extends Call>(call: C, request: Parameters<typeof site.callers.ask<C>>[2]) => site.callers.ask('ca-connector', call, request);
const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (error: unknown) => (error instanceof ServiceError ? error.code : String(error)),
  );
const stamp = () => by(composeTimestamp, { hashAlgorithmOid: SHA256, hash: toBase64(new Uint8Array(32)), certificate: false });
const ended = () => site.query<{ body: string }>(`SELECT body FROM authority_state WHERE kind = 'authority-end'`);

async function list(): Promise<ReplyOf<typeof composeCrl> & { readonly crl: Buffer }> {
  const reply = await by(composeCrl, { authority: 'issuing' });
  const parts = await Promise.all(Array.from({ length: reply.parts }, (_, part) => by(fetchCrlPart, { authority: 'issuing', number: reply.number, part })));
  return { ...reply, crl: Buffer.concat(parts.map(({ bytes }) => fromBase64(bytes) ?? new Uint8Array())) };
}

describe('an issuing authority', () => {
  it('certifies, stamps and answers as long as nobody has decided', async () => {
    expect(await codeOf(by(composeCertificate, { credentialId: site.callers.credentialId }))).toBe('done');
    expect(await codeOf(stamp())).toBe('done');
    const { answers } = await by(composeOcspAnswers, { authority: 'issuing', limit: 200 });
    expect(new Set(answers.map(({ response }) => statusIn(fromBase64(response) ?? new Uint8Array())))).toEqual(new Set(['good']));
    const { timestamp, endedAt } = await by(describeAuthorities, {});
    expect([timestamp === undefined, endedAt]).toEqual([false, undefined]);
  });

  it('is ended by two approvers, though the SAM is killed while it ends it', async () => {
    const { callers, sam } = site;
    const act = { act: 'end-authority', authority: 'issuing', reason: 'The provider ends its service.' } as const;
    const { proposalId, statement } = await callers.ask('management', proposeAct, { act });
    const approve = ({ authenticator }: (typeof people)[number]) =>
      callers.ask('identity', approveProposal, { proposalId, assertion: authenticator.assert(proposalChallenge(statement)) });
    expect((await approve(people[0] as (typeof people)[number])).state).toBe('open');
    expect(await ended()).toEqual([]);
    expect((await approve(people[1] as (typeof people)[number])).state).toBe('done');
    expect(await codeOf(by(composeCertificate, { credentialId: callers.credentialId }))).toBe('certificate.refused');
    // Nothing but the decision is durable when it dies.
    expect((await ended())[0]?.body).not.toContain('lastList');
    const deaths = sam.deaths.length;
    sam.kill();
    await site.eventually(() => sam.deaths.length > deaths, 'a death');
    await sam.untilReady();
    await site.eventually(async () => (await ended())[0]?.body.includes('keysEnded') === true, 'an end');
  }, 60_000);

  it('leaves a last list for ever, and nothing good', async () => {
    const { crl, digest, nextUpdate, entries } = await list();
    expect({ nextUpdate, entries, digest }).toEqual({ nextUpdate: FOR_EVER, entries: 2, digest: createHash('sha256').update(crl).digest('base64url') });
    const { answers } = await by(composeOcspAnswers, { authority: 'issuing', limit: 200 });
    const said = answers.map(({ response, nextUpdate: until }) => [statusIn(fromBase64(response) ?? new Uint8Array()), until]);
    // The signer’s and the time-stamping unit’s; beside them the responders, whose own status nobody asks for.
    expect(said.filter(([status]) => status === 'revoked')).toEqual([
      ['revoked', FOR_EVER],
      ['revoked', FOR_EVER],
    ]);
    const { timestamp, endedAt } = await by(describeAuthorities, {});
    expect([timestamp, endedAt === undefined]).toEqual([undefined, false]);
  });

  it('has no key left, and neither have its signers: what was authorised before is not signed', async () => {
    expect(await codeOf(stamp())).toBe('hsm.refused');
    const left = await site.query<{ purpose: string }>(`SELECT purpose FROM signing_key WHERE purpose IN ('ca-issuing', 'timestamp', 'signer')`);
    expect(left).toEqual([]);
    const { clientId, credentialId } = site.callers;
    const request = {
      attemptId: newId('att'),
      sad: authorised.sad,
      clientId,
      credentialId,
      hashes: [hashOf(authorised.document)],
      signAlgorithmOid: ECDSA_SHA256,
    };
    expect(['credential.disabled', 'sad.invalid', 'sad.spent']).toContain(await codeOf(site.callers.ask('gateway', signHash, request)));
    const made = await site.query(`SELECT 1 FROM event_outbox WHERE type = 'signature-made'`);
    expect(made).toEqual([]);
  });

  it('has its end in the log: who decided, the last list, every key', async () => {
    const events = await site.query<{ type: string; present: string | null; purpose: string | null; cause: string | null }>(
      `SELECT type, body::jsonb ->> 'present' AS present, body::jsonb #>> '{particulars,purpose}' AS purpose, body::jsonb ->> 'cause' AS cause
       FROM event_outbox WHERE type IN ('authority-ended', 'key-destroyed') ORDER BY sequence`,
    );
    const seen = (type: string) => events.filter((event) => event.type === type);
    expect(seen('authority-ended').map(({ present }) => present !== null && (JSON.parse(present) as string[]).join(' '))).toEqual(['Ann Ben', false]);
    expect(
      seen('key-destroyed')
        .map(({ purpose, cause }) => purpose ?? cause)
        .sort(),
    ).toEqual(['authority-ended', 'ca-issuing', 'timestamp']);
  });
});
