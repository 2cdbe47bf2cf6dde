/** Receipts and evidence packages over HTTP: whose they are, and that whoever verifies them needs nothing else from us. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { auditEvent, type AuditEvent, type EvidencePackage, type Receipt } from '@paraph/contracts';
import { newId, sha256, sha256Hex, toBase64, toBase64Url } from '@paraph/kernel';
import { startNats, type TestNats } from '@paraph/testing';
import { Findings, HeadKey as GivenKey, readProofFile, verifyEvidence, verifyReceipt, type Trust } from '@paraph/verifier';
import { HeadKey } from '../src/domain/head-key.js';
import { CredentialCertificates } from '../src/domain/proofs/compose-evidence.js';
import { IdentityWords } from '../src/domain/readers/identity-words.js';
import { RecordEvents } from '../src/domain/record-events.js';
import { AuditDatabases } from './audit-database.js';
import { AUDITOR_TOKEN, startAudit, until, type RunningAudit } from './running-audit.js';
import { aParty, digestOf, Narrator, type Party } from './signature-story.js';
import { SignedLog } from './signed-log.js';
import { SignerCertificates } from './signer-certificates.js';

const [alice, bob, carol] = [aParty(), aParty(), aParty()];
const one = { activationId: newId('act'), attemptId: newId('att') };
const late = { activationId: newId('act'), attemptId: newId('att') };
const token = (name: string): string => name.padEnd(43, 'x');

let databases: AuditDatabases;
let nats: TestNats;
let audit: RunningAudit;
let signed: SignedLog;
let narrator: Narrator;
/** Certificates that are kept, by fingerprint. */
const kept = new Map<string, readonly string[]>();

const get = (path: string, as = AUDITOR_TOKEN) => audit.app.inject({ url: `/audit/v1/${path}`, headers: { authorization: `Bearer ${as}` } });

/** Stands in for identity: each party has a token for its application, and one for its signer. */
function knowReaders(parties: Readonly<Record<string, Party>>): void {
  const words = audit.app.get(IdentityWords);
  jest.spyOn(words, 'ofSession').mockResolvedValue({ state: 'over' });
  jest.spyOn(words, 'ofToken').mockImplementation(async (asked) => {
    const name = Object.keys(parties).find((who) => [who, `${who}-client`].some((holder) => toBase64Url(sha256(token(holder))) === asked));
    const party = parties[name ?? ''];
    if (!party) return { state: 'unknown' };
    const { clientId, subscriberId, signerId } = party;
    const isSigner = asked === toBase64Url(sha256(token(name ?? '')));
    const limits = { requestsPerMinute: 1, bodyBytes: 1, hashesPerCall: 1 };
    const client = { profile: 'csc', browserOrigins: [], responseUris: [], limits } as unknown as never;
    return { state: 'active', scope: 'service', clientId, subscriberId, client, expiresAt: '2099-01-01T00:00:00.000Z', ...(isSigner && { signerId }) };
  });
}

beforeAll(async () => {
  [databases, nats] = await Promise.all([AuditDatabases.start(), startNats()]);
  const database = await databases.fresh();
  audit = await startAudit(nats, database);
  signed = new SignedLog(database);
  jest.spyOn(audit.app.get(HeadKey), 'jwk').mockReturnValue(signed.jwk);
  // Another than the one that was asked for, unless a test knows better.
  jest.spyOn(audit.app.get(CredentialCertificates), 'of').mockImplementation(async (_credentialId, fingerprint) => kept.get(fingerprint) ?? ['MAA=']);
  knowReaders({ alice, bob });
  narrator = new Narrator();
  await new RecordEvents(audit.log).run([...narrator.enrol(alice), ...narrator.enrol(bob), ...narrator.sign(alice, { ...one, document: 'A' })]);
  await signed.sign();
});
afterAll(async () => {
  await audit?.stop();
  await Promise.all([databases.stop(), nats.stop()]);
});

const trust = (): Trust => ({ headKey: new GivenKey(signed.jwk), timestampAnchors: [], roots: [] });
const document = { name: 'A', bytes: Buffer.from('A') };

function doubts(text: string, roots: Trust['roots'] = []): string[] {
  const findings = new Findings();
  const file = readProofFile(text, 'file');
  const context = { trust: { ...trust(), roots }, documents: [document] };
  if (file.format === 'paraph-receipt') verifyReceipt(file, context, findings);
  else verifyEvidence(file, context, findings);
  return findings.all.flatMap(({ weight, text: words }) => (weight === 'doubt' ? [words] : []));
}

async function ownEvents(type: string, isIt: (event: AuditEvent) => boolean): Promise<AuditEvent[]> {
  const read = async () =>
    (await audit.log.read({ source: 'audit', type }, { after: -1, limit: 100 })).map(({ body }) => auditEvent.parse(JSON.parse(body))).filter(isIt);
  await until(async () => (await read()).length > 0);
  return read();
}

describe('a receipt', () => {
  it.each(['activationId', 'attemptId'] as const)('is found by the %s, and is beyond doubt', async (name) => {
    const { statusCode, body } = await get(`receipts/${one[name]}`);
    expect(statusCode).toBe(200);
    expect(doubts(body)).toEqual([]);
    const { about, events } = JSON.parse(body) as Receipt;
    expect([about, events.length]).toEqual([{ activationId: one.activationId, attemptIds: [one.attemptId] }, 1]);
    expect(JSON.parse(events[0]?.leaf ?? '')).toMatchObject({ type: 'signature-made', digests: [digestOf('A')] });
  });

  it('is the same file whenever it is asked for', async () => {
    const first = await get(`receipts/${one.activationId}`);
    await signed.grow(3, { source: 'ca-connector', type: 'crl-published' });
    await signed.sign();
    expect((await get(`receipts/${one.activationId}`)).body).toBe(first.body);
  });

  it('leaves an event that says who has it', async () => {
    expect((await get(`receipts/${one.attemptId}`, token('alice-client'))).statusCode).toBe(200);
    const [given] = await ownEvents('receipt-given', ({ actor }) => actor.id === alice.clientId);
    expect(given).toMatchObject({ actor: { kind: 'client', id: alice.clientId }, particulars: { activationId: one.activationId, attempts: '1' } });
  });

  it('is given to its own application and signer', async () => {
    for (const who of ['alice', 'alice-client']) expect((await get(`receipts/${one.activationId}`, token(who))).statusCode).toBe(200);
  });

  it.each(['receipts', 'evidence'])('and the evidence (%s) are nobody else’s, as if there were none', async (what) => {
    for (const who of ['bob', 'bob-client']) {
      const [theirs, none] = [await get(`${what}/${one.activationId}`, token(who)), await get(`${what}/${newId('act')}`, token(who))];
      expect([theirs.statusCode, theirs.json<{ detail: string }>().detail]).toEqual([404, none.json<{ detail: string }>().detail]);
    }
  });

  it.each([
    ['no name of ours', 'receipts/all', 400],
    ['an attempt that nobody made', `receipts/${newId('att')}`, 404],
  ])('is refused for %s', async (_case, path, status) => {
    expect((await get(path)).statusCode).toBe(status);
  });

  it('waits for the head that has it', async () => {
    await new RecordEvents(audit.log).run(narrator.sign(alice, { ...late, document: 'later' }));
    const early = await get(`receipts/${late.activationId}`);
    expect([early.statusCode, early.json<{ type: string }>().type]).toEqual([404, expect.stringContaining('head')]);
    await signed.sign();
    expect((await get(`receipts/${late.activationId}`)).statusCode).toBe(200);
  });
});

describe('an evidence package', () => {
  it('has the whole story, of which nothing is in doubt but the certificate that is not kept any more', async () => {
    const { statusCode, body } = await get(`evidence/${one.attemptId}`);
    expect(statusCode).toBe(200);
    const { certificates, credentialId, events } = JSON.parse(body) as EvidencePackage;
    expect([certificates, credentialId]).toEqual([[], alice.credentialId]);
    const types = events.map(({ leaf }) => (JSON.parse(leaf) as AuditEvent).type);
    for (const type of ['key-generated', 'certificate-bound', 'activation-opened', 'evidence-given', 'sad-issued', 'signature-intended', 'signature-made'])
      expect(types).toContain(type);
    expect(doubts(body)).toEqual([expect.stringContaining('no certificate is in the file')]);
  });

  it('has nothing of those who had it before', async () => {
    const before = (await get(`evidence/${one.activationId}`)).json<EvidencePackage>().events.length;
    await ownEvents('evidence-exported', ({ particulars }) => particulars['activationId'] === one.activationId);
    const { statusCode, body } = await get(`evidence/${one.activationId}`);
    expect([statusCode, (JSON.parse(body) as EvidencePackage).events.length]).toEqual([200, before]);
  });

  it('has nothing of another transaction', async () => {
    const { events } = (await get(`evidence/${one.activationId}`)).json<EvidencePackage>();
    const activations = events.map(({ leaf }) => JSON.parse(leaf) as AuditEvent).flatMap(({ particulars }) => particulars['activationId'] ?? []);
    expect([...new Set(activations)]).toEqual([one.activationId]);
  });

  it('leaves an event that says who has it', async () => {
    expect((await get(`evidence/${one.activationId}`, token('alice'))).statusCode).toBe(200);
    const [given] = await ownEvents('evidence-exported', ({ actor }) => actor.id === alice.signerId);
    expect(given?.particulars).toMatchObject({ activationId: one.activationId, credentialId: alice.credentialId });
  });
});

describe('the evidence of a credential that was renewed', () => {
  const [before, after] = [newId('act'), newId('act')];
  let root: Trust['roots'][number];
  let first: string;
  let second: string;

  /** Has a certificate kept, and answers its fingerprint. */
  function keep(certificate: Trust['roots'][number]): string {
    const fingerprint = sha256Hex(certificate.raw);
    kept.set(
      fingerprint,
      [certificate, root].map(({ raw }) => toBase64(raw)),
    );
    return fingerprint;
  }

  beforeAll(async () => {
    const certificates = await SignerCertificates.create();
    root = certificates.root;
    [first, second] = [keep(await certificates.next('11')), keep(await certificates.next('12'))];
    const sign = (activationId: string) => narrator.sign(carol, { activationId, attemptId: newId('att'), document: 'A' });
    await new RecordEvents(audit.log).run([...narrator.enrol(carol, first), ...sign(before), ...narrator.renew(carol, second), ...sign(after)]);
    await signed.sign();
  });

  it('has the certificate of when it was signed, and none of it is in doubt', async () => {
    for (const [activationId, fingerprint] of [
      [before, first],
      [after, second],
    ] as const) {
      const { statusCode, body } = await get(`evidence/${activationId}`);
      expect([statusCode, (JSON.parse(body) as EvidencePackage).certificates]).toEqual([200, kept.get(fingerprint)]);
      expect(doubts(body, [root])).toEqual([]);
    }
  });

  it('has none rather than another, where the one of then is not kept', async () => {
    const was = kept.get(first);
    kept.delete(first);
    try {
      const { certificates } = (await get(`evidence/${before}`)).json<EvidencePackage>();
      expect(certificates).toEqual([]);
    } finally {
      if (was) kept.set(first, was);
    }
  });

  it('is in doubt with the certificate of now in the place of the one of then', async () => {
    const file = (await get(`evidence/${before}`)).json<EvidencePackage>();
    const exchanged = JSON.stringify({ ...file, certificates: kept.get(second) });
    expect(doubts(exchanged, [root])).toEqual(['the key was bound to another certificate then']);
  });
});
