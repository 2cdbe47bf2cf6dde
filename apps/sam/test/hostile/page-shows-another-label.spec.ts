import { beforeEach, describe, expect, it } from '@jest/globals';
import { statement as statementShape } from '@paraph/contracts';
import { activationChallenge, toBase64Url } from '@paraph/kernel';
import { payloadOf } from '../world.js';
import type { PasskeySigner } from '../quorum-world.js';
import { EvidenceTrial, SIGNED } from './evidence-trial.js';
import { refused } from './refusal.js';

/**
 * Identity opens a draft over a mortgage and has the signer look at an invoice. The approval page computes the challenge
 * from the bytes it shows; the SAM computes it from the bytes it stored.
 */
describe('a signer who was shown something else than the draft holds', () => {
  let trial: EvidenceTrial;
  let ada: PasskeySigner;
  beforeEach(async () => {
    trial = await EvidenceTrial.make();
    ada = await trial.quorum.signer();
  });

  const over = (text: string) => ada.authenticator.assert(activationChallenge(text));
  const tokenOver = (statement: string) => trial.quorum.world.idToken(ada, { statement });

  it('completes the draft that was shown, not the other one', async () => {
    const [invoice, mortgage] = [await trial.quorum.world.open(ada, ['Invoice']), await trial.quorum.world.open(ada, ['Mortgage'])];
    const assertion = over(invoice.statement);
    expect(await trial.assertion(ada, mortgage, assertion, ['Mortgage'])).toEqual(refused('evidence.invalid'));
    expect(await trial.assertion(ada, invoice, assertion, ['Mortgage'])).toMatchObject({ code: 'hash.not_authorised' });
    expect(await trial.passkey(ada, mortgage, undefined, ['Mortgage'])).toEqual(SIGNED);
  });

  it('signs in for the draft that was shown, not the other one', async () => {
    const [invoice, mortgage] = [await trial.quorum.world.open(ada, ['Invoice']), await trial.quorum.world.open(ada, ['Mortgage'])];
    const token = await tokenOver(invoice.statement);
    expect(await trial.idToken(ada, mortgage, token, ['Mortgage'])).toEqual(refused('evidence.invalid'));
    expect(await trial.idToken(ada, invoice, token, ['Invoice'])).toEqual(SIGNED);
  });

  it.each<[string, (payload: Record<string, unknown>) => void]>([
    ['another label', (payload) => (documentOf(payload)['label'] = 'Invoice')],
    ['a label that the application is said to vouch for', (payload) => (documentOf(payload)['labelSource'] = 'client-signed')],
    ['another hash', (payload) => (documentOf(payload)['hash'] = Buffer.alloc(32, 7).toString('base64'))],
    ['another application', (payload) => ((payload['client'] as Record<string, unknown>)['name'] = 'My bank')],
    ['another certificate', (payload) => ((payload['credential'] as Record<string, unknown>)['subject'] = 'CN=Somebody else')],
    ['fewer documents', (payload) => (payload['documents'] = [documentOf(payload)])],
    ['signatures to be chosen later', (payload) => (payload['remainingChoice'] = 3)],
    ['a later end', (payload) => (payload['exp'] = 4_000_000_000)],
    ['a key for typed secrets that is not the SAM’s', (payload) => ((payload['encryptionKey'] as Record<string, unknown>)['x'] = 'AAAA')],
    ['another nonce', (payload) => (payload['nonce'] = 'A'.repeat(22))],
  ])('completes nothing over a statement with %s', async (_what, change) => {
    const documents = ['Mortgage', 'Annex'];
    const draft = await trial.quorum.world.open(ada, documents);
    const payload = structuredClone(payloadOf(draft.statement));
    change(payload);
    // Still a statement such as a page could show, if it did not look at who signed it.
    expect(statementShape.safeParse(payload).success).toBe(true);
    const shown = withPayload(draft.statement, payload);
    expect(shown).not.toBe(draft.statement);
    expect(await trial.assertion(ada, draft, over(shown), documents)).toEqual(refused('evidence.invalid'));
    expect(await trial.idToken(ada, draft, await tokenOver(shown), documents)).toEqual(refused('evidence.invalid'));
    expect(await trial.passkey(ada, draft, undefined, documents)).toEqual({ ...SIGNED, signed: 1 + documents.length });
  });

  it.each<[string, (statement: string) => string]>([
    ['without its signature', (statement) => statement.split('.').slice(0, 2).join('.')],
    ['with another signature', (statement) => `${statement.slice(0, -4)}AAAA`],
    ['with a line break behind it', (statement) => `${statement}\n`],
    ['under another header', (statement) => [toBase64Url(Buffer.from('{"alg":"none"}')), ...statement.split('.').slice(1)].join('.')],
  ])('completes nothing over the same statement %s', async (_what, change) => {
    const draft = await trial.quorum.world.open(ada);
    expect(await trial.assertion(ada, draft, over(change(draft.statement)))).toEqual(refused('evidence.invalid'));
    expect(await trial.passkey(ada, draft)).toEqual(SIGNED);
  });

  it('completes nothing over a statement that a database put in the place of the one that was signed', async () => {
    const [invoice, mortgage] = [await trial.quorum.world.open(ada, ['Invoice']), await trial.quorum.world.open(ada, ['Mortgage'])];
    const { table } = trial.quorum.world.stores.activations;
    const row = table.get(mortgage.activationId);
    if (!row) throw new Error('no row');
    table.set(mortgage.activationId, { ...row, draft: row.draft.replace(mortgage.statement, invoice.statement) });
    expect(await trial.assertion(ada, mortgage, over(invoice.statement), ['Mortgage'])).toEqual(refused('record.tampered'));
    table.set(mortgage.activationId, row);
    expect(await trial.passkey(ada, mortgage, undefined, ['Mortgage'])).toEqual(SIGNED);
  });
});

function documentOf(payload: Record<string, unknown>): Record<string, unknown> {
  return (payload['documents'] as Record<string, unknown>[])[0] ?? {};
}

function withPayload(statement: string, payload: object): string {
  const [header, , signature] = statement.split('.');
  return [header, toBase64Url(Buffer.from(JSON.stringify(payload))), signature].join('.');
}
