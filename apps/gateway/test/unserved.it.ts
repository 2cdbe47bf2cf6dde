import { writtenLog } from './written-log.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ServiceError, type ErrorCode } from '@paraph/contracts';
import { Log } from '@paraph/platform';
import { HttpGateway } from './http-gateway.js';
import { credentialBearer } from './people.js';

const gateway = new HttpGateway({ log: new Log('gateway', 'info') });
beforeAll(() => gateway.open());
afterAll(() => gateway.close());

/** The lines that a failure of the SAM leaves, and the answer. */
async function logged(failure: Error): Promise<{ lines: Record<string, unknown>[]; correlation: string | null }> {
  gateway.tokens.known.set('token', { state: 'active', bearer: credentialBearer('token') });
  gateway.sam.failure = failure;
  let correlation: string | null = null;
  const text = await writtenLog(async () => {
    const body = { credentialID: credentialBearer('token').credentialId, hashes: [Buffer.alloc(32).toString('base64')], signAlgo: '1.2.840.10045.4.3.2' };
    correlation = (await gateway.post('signatures/signHash', body, { token: 'token' })).headers.get('x-correlation-id');
  });
  const lines = text.split('\n').filter(Boolean);
  return { lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>), correlation };
}

describe('the log of what was not served', () => {
  it.each<[ErrorCode, number]>([
    ['hsm.ambiguous', 500],
    ['attempt.partial', 500],
    ['hsm.unavailable', 503],
    ['service.unavailable', 503],
    ['clock.unreliable', 503],
    ['log.behind', 503],
  ])('names %s under the correlation id of the answer', async (code, status) => {
    const { lines, correlation } = await logged(new ServiceError(code, 'in words of the SAM'));
    expect(lines).toEqual([expect.objectContaining({ level: 'warn', msg: 'request-unserved', code, status, correlationId: correlation })]);
  });

  it('calls what nobody expected an error', async () => {
    const { lines, correlation } = await logged(new ServiceError('internal', 'no'));
    expect(lines).toEqual([expect.objectContaining({ level: 'error', msg: 'request-failed', correlationId: correlation })]);
  });

  it('says nothing of a refusal that is the caller’s own', async () => {
    expect((await logged(new ServiceError('sad.spent', 'no'))).lines).toEqual([]);
  });
});
