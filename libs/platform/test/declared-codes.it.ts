/** A call answers the codes it declares and the universal ones. Any other is a bug of the callee, and a stranger learns nothing of it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { defineCall, errorCodes, introspectToken, ServiceError, universalCodes, type ErrorCode, subjectStem } from '@paraph/contracts';
import { Bus, Log } from '../src/index.js';
import { answering } from './bus-attacks/answering-bus.js';
import { HostileBus } from './bus-attacks/hostile-bus.js';

/** A call of the test's own, on a subject that the broker lets through. */
const call = defineCall({ ...introspectToken, errors: ['client.unknown'] });
const caller = { ...call, errors: Object.keys(errorCodes) as ErrorCode[] };

class HeardLog extends Log {
  readonly lines: { event: string; fields: unknown }[] = [];
  override error(event: string, _error: unknown, fields: Readonly<Record<string, unknown>> = {}): void {
    this.lines.push({ event, fields });
  }
  override warn(event: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.lines.push({ event, fields });
  }
}

let bus: HostileBus;
let asker: Bus;
let thrown: unknown;
const log = new HeardLog('identity', 'silent');

beforeAll(async () => {
  bus = await HostileBus.start();
  asker = new Bus((await bus.as('gateway')).connection, 'gateway');
  const handler = async (): Promise<never> => {
    throw thrown;
  };
  await answering((await bus.as('identity')).connection, 'identity', [[call, handler]], log);
});
afterAll(() => bus.stop());
beforeEach(() => void log.lines.splice(0));

/** What the caller is told, by a caller that would believe any code. */
async function told(code: ErrorCode): Promise<unknown> {
  thrown = new ServiceError(code, 'the inside', { retryAfter: 9 });
  return asker
    .call(caller, { tokenDigest: 'A'.repeat(43) })
    .catch(({ code: answered, detail, retryAfter }: ServiceError) => ({ code: answered, detail, retryAfter }));
}

describe('a handler that throws', () => {
  it.each<ErrorCode>(['client.unknown', ...universalCodes])('%s is answered with it', async (code) => {
    expect(await told(code)).toEqual({ code, detail: 'the inside', retryAfter: 9 });
  });

  const undeclared = (Object.keys(errorCodes) as ErrorCode[]).filter((code) => code !== 'client.unknown' && !universalCodes.some((one) => one === code));

  it.each(undeclared)('%s, which the call does not declare, is answered with nothing but `internal`', async (code) => {
    expect(await told(code)).toEqual({ code: 'internal', detail: 'an unexpected error, see the log', retryAfter: undefined });
    expect(log.lines).toEqual([{ event: 'code-undeclared', fields: { pattern: subjectStem(call), code } }]);
  });
});

describe('a callee that answers what its call does not declare', () => {
  it('is not believed by the caller either', async () => {
    thrown = new ServiceError('client.unknown', 'the inside');
    await expect(asker.call(introspectToken, { tokenDigest: 'A'.repeat(43) })).rejects.toMatchObject({
      code: 'internal',
      detail: 'identity answered what the call does not declare',
      cause: { message: 'client.unknown: the inside' },
    });
  });
});
