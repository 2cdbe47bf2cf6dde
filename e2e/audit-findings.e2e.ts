/** A fault that somebody planted becomes a finding, which one person explains and another closes. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { setTimeout as sleep } from 'node:timers/promises';
import { send, type Answer } from './harness/answer.ts';
import { Application } from './harness/application.ts';
import { logEnd, untilEvent } from './harness/audit-log.ts';
import { forgeEventOfTheSam } from './harness/forged-event.ts';
import { signedInOperator, type SignedInOperator } from './harness/signed-in-operator.ts';
import { auditorToken, origin, sampleApplication } from './harness/stack.ts';

interface Finding {
  readonly findingId: string;
  readonly rule: string;
  readonly subject: string;
  readonly state: string;
  readonly cause: { readonly en: string; readonly fr: string };
}

const HOUR_MS = 3_600_000;
const attemptId = newId('att');
/** Long enough ago to be judged: what is younger may still be on its way. */
const occurredAt = new Date(Date.now() - HOUR_MS);
const period = { from: new Date(Date.now() - 2 * HOUR_MS).toISOString(), to: new Date(Date.now() + HOUR_MS).toISOString() };

function ask(path: string, token = auditorToken(), body?: object): Promise<Answer> {
  const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) };
  return send(`${origin('audit')}/audit/v1/${path}`, { headers, ...(body && { method: 'POST', body: JSON.stringify(body) }) });
}

/** Has the log compared with itself, and answers what came of it. */
async function compare(): Promise<Record<string, unknown>> {
  const ordered = await ask('reconciliations', auditorToken(), period);
  expect(ordered.status).toBe(201);
  for (let tries = 0; tries < 120; tries += 1) {
    const { json } = await ask(`reconciliations/${String(ordered.json?.['reconciliationId'])}`);
    if (json?.['state'] === 'finished') return json;
    await sleep(250);
  }
  throw new Error('the comparison did not end');
}

async function findings(query: string): Promise<readonly Finding[]> {
  const answer = await ask(`findings?limit=200&${query}`);
  return ((answer.json?.['findings'] ?? []) as Finding[]).filter(({ subject }) => subject === attemptId);
}

describe('a signature that the log has and nobody authorised', () => {
  let officer: SignedInOperator;
  let found: Finding;

  beforeAll(async () => {
    officer = await signedInOperator('Olivia Officer', 'security-officer');
    const after = await logEnd();
    const particulars = { attemptId, activationId: newId('act'), credentialId: newId('cred'), keyId: newId('key'), hashSet: 'forged', count: '1' };
    await forgeEventOfTheSam({ type: 'signature-made', occurredAt, actor: { kind: 'client', id: sampleApplication().clientId }, particulars });
    await untilEvent({ after, source: 'sam', type: 'signature-made', particular: attemptId });
  }, 120_000);

  it('is found by the next comparison, once for each rule it breaks, and is listed with what it means in two languages', async () => {
    expect(await findings('')).toEqual([]);
    expect(await compare()).toMatchObject({ state: 'finished', askedBy: 'auditor', breaches: { 'signature-without-intent': 1 } });
    const open = await findings('state=open');
    expect(open.map(({ rule }) => rule).sort()).toEqual([
      'signature-without-activation',
      'signature-without-certificate',
      'signature-without-evidence',
      'signature-without-intent',
      'signature-without-key',
      'signature-without-sad',
    ]);
    [found] = open.filter(({ rule }) => rule === 'signature-without-intent') as [Finding];
    expect(found.cause).toEqual({ en: expect.stringContaining('no intention to make it'), fr: expect.stringContaining('sans que le journal') });
    // The same comparison once more finds the same once.
    expect(await compare()).toMatchObject({ breaches: { 'signature-without-intent': 1 } });
    expect(await findings('')).toHaveLength(open.length);
  }, 60_000);

  it('is nobody’s to see or to explain who is no auditor', async () => {
    const application = await new Application().serviceToken();
    for (const [path, body] of [['findings'], [`findings/${found.findingId}`], [`findings/${found.findingId}/explanation`, { text: 'all is well' }]] as const)
      expect([path, (await ask(path, application, body)).status]).toEqual([path, 403]);
    expect((await ask(`findings/${found.findingId}/explanation`, 'x'.repeat(43), { text: 'all is well' })).status).toBe(401);
  });

  it('is closed by another person than the one who explained it, and by nobody before', async () => {
    const path = `findings/${found.findingId}`;
    const after = await logEnd();
    expect(await ask(`${path}/closing`, officer.token, { text: 'not yet explained' })).toMatchObject({ status: 409, json: { code: 'finding.state' } });
    expect(await ask(`${path}/explanation`, auditorToken(), { text: 'forged by this test' })).toMatchObject({
      status: 200,
      json: { state: 'explained', explanation: { by: 'auditor', text: 'forged by this test' } },
    });
    expect(await ask(`${path}/closing`, auditorToken(), { text: 'I agree with myself' })).toMatchObject({ status: 409, json: { code: 'finding.state' } });
    expect(await ask(`${path}/closing`, officer.token, { text: 'seen in the journal' })).toMatchObject({
      status: 200,
      json: { state: 'closed', closing: { by: officer.operatorId, text: 'seen in the journal' } },
    });
    for (const type of ['finding-explained', 'finding-closed'])
      await untilEvent({ after, source: 'audit', type }, ({ particulars }) => particulars['findingId'] === found.findingId);
    // What a person closed stays closed, though the log still has it.
    await compare();
    expect((await ask(path)).json).toMatchObject({ state: 'closed' });
    expect((await findings('rule=signature-without-intent')).map(({ state }) => state)).toEqual(['closed']);
  }, 60_000);
});
