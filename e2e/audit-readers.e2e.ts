/** Who reads what of the log with tokens of their own, and how a signature is told from the digest of a document alone. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { send, type Answer } from './harness/answer.ts';
import { Application, digestOf } from './harness/application.ts';
import { logEnd, untilEvent } from './harness/audit-log.ts';
import { management } from './harness/enrolment.ts';
import { noteSecret } from './harness/secrets-seen.ts';
import { auditorToken, credentialOf, cscBase, ECDSA_SHA256, origin, person, sampleApplication } from './harness/stack.ts';
import { signerOf } from './harness/visits.ts';

interface Transaction {
  readonly activationId: string;
  readonly attemptIds: string[];
  readonly steps: { readonly type: string; readonly ties: { readonly by: string }[] }[];
}

const ask = (path: string, token: string, accept = 'application/json'): Promise<Answer> =>
  send(`${origin('audit')}/audit/v1/${path}`, { headers: { authorization: `Bearer ${token}`, accept } });
const hash = digestOf(`a document of ${Date.now()}`);
const digest = Buffer.from(hash, 'base64').toString('base64url');
const credentialID = credentialOf('alice', 'p256');

let application: string;
let alice: string;
let bob: string;

/** A signer's own token, by a login of theirs. */
async function signerToken(login: string): Promise<string> {
  const userName = `${login}-reads-${Date.now().toString(36)}`;
  const made = await management().act('logins', { clientId: sampleApplication().clientId, signerId: signerOf(login), userName });
  const basic = Buffer.from(`${userName}:${String(made['password'])}`).toString('base64');
  const headers = { 'content-type': 'application/json', authorization: `Basic ${basic}` };
  const answer = await send(`${cscBase()}/auth/login`, { method: 'POST', headers, body: '{}' });
  const token = String(answer.json?.['access_token']);
  noteSecret(token);
  return token;
}

beforeAll(async () => {
  const after = await logEnd();
  const sample = new Application();
  const token = await sample.authorise({ credentialId: credentialID, hashes: [hash] }, person('alice'));
  expect((await sample.sign(token, { credentialID, hashes: [hash], signAlgo: ECDSA_SHA256 })).status).toBe(200);
  await untilEvent({ after, source: 'sam', type: 'signature-made', particular: credentialID });
  [application, alice, bob] = [await sample.serviceToken(), await signerToken('alice'), await signerToken('bob')];
});

describe('a signed document', () => {
  it('leads to the whole story of its signature, with nothing missing and nothing that contradicts it', async () => {
    for (const token of [auditorToken(), application, alice]) {
      const { transactions } = (await ask(`transactions?digest=${digest}`, token)).json as unknown as { transactions: Transaction[] };
      expect(transactions).toMatchObject([{ state: 'signed', credentialId: credentialID, signatures: 1 }]);
      const told = (await ask(`transactions/${transactions[0]?.activationId}`, token)).json as unknown as Transaction;
      expect(told).toMatchObject({ digests: [digest], missing: [], contradictions: [] });
      const types = told.steps.map(({ type }) => type);
      expect(
        types.filter((type) => ['key-generated', 'certificate-bound', 'evidence-given', 'sad-issued', 'signature-made'].includes(type)).length,
      ).toBeGreaterThanOrEqual(5);
      const made = told.steps.find(({ type, ties }) => type === 'signature-made' && ties.some(({ by }) => by === 'attemptId'));
      expect(made?.ties.map(({ by }) => by)).toEqual(expect.arrayContaining(['activationId', 'attemptId', 'keyId', 'credentialId']));
      expect((await ask(`transactions/${told.attemptIds[0]}`, token)).json).toMatchObject({ activationId: told.activationId });
    }
  });

  it('is nobody else’s to hear of', async () => {
    const { transactions } = (await ask(`transactions?digest=${digest}`, auditorToken())).json as unknown as { transactions: Transaction[] };
    expect((await ask(`transactions?digest=${digest}`, bob)).json).toEqual({ transactions: [] });
    expect((await ask(`transactions/${transactions[0]?.activationId}`, bob)).status).toBe(404);
  });
});

describe('a token of an application or a signer', () => {
  it('opens what is its own and nothing of the service', async () => {
    for (const token of [application, alice]) {
      const lines = (await ask(`events?digest=${digest}`, token, 'application/jsonl')).text.trimEnd().split('\n');
      expect(lines).toHaveLength(1);
      expect((await ask('events?source=audit', token)).json).toEqual({ events: [] });
      expect((await ask('sequences', token)).status).toBe(403);
    }
    expect((await ask('me', alice)).json).toMatchObject({ kind: 'signer', signerId: signerOf('alice') });
    expect((await ask('me', application)).json).toMatchObject({ kind: 'subscriber' });
  });
});
