import { ServiceError, universalCodes, type Call, type ErrorCode, type RequestOf } from '@paraph/contracts';
import type { FakeToken } from '../fake-token.js';
import type { SamEvent } from '../../src/domain/ports/transactions.js';

/** What an audit log cannot store, as JSON writes it. */
const UNSTORABLE = /\\u0000|\\ud[89a-f]/i;

/** Nothing that can be sent keeps the SAM busy for so long; generous, since the machine may be. */
const MOST_MS = 5_000;

interface Room {
  readonly token: FakeToken;
  readonly stores: { events(): Promise<readonly Pick<SamEvent, 'type' | 'particulars'>[]> };
}

/**
 * The door of the SAM as a neighbour knocks at it: the contract's schema, then the use case. Whatever comes in is answered,
 * or refused with a code that the call declares; anything else that is thrown fails the test.
 */
export class Door {
  constructor(private readonly room: Room) {}

  /** Answers `answered`, or the code of the refusal. */
  async knock<C extends Call>(call: C, body: unknown, work: (request: RequestOf<C>) => Promise<unknown>): Promise<'answered' | ErrorCode> {
    const began = performance.now();
    try {
      const parsed = call.request.safeParse(body);
      return parsed.success ? await this.inside(call, parsed.data as RequestOf<C>, work) : 'request.invalid';
    } finally {
      if (performance.now() - began > MOST_MS) throw new Error(`${call.name}: took longer than ${MOST_MS} ms`);
    }
  }

  private async inside<C extends Call>(call: C, request: RequestOf<C>, work: (request: RequestOf<C>) => Promise<unknown>): Promise<'answered' | ErrorCode> {
    const before = this.room.token.counters.signCalls;
    try {
      await work(request);
      return 'answered';
    } catch (error) {
      const code = this.codeOf(call, error);
      const signed = this.room.token.counters.signCalls - before;
      if (signed > 0) throw new Error(`${call.name}: refused with ${code} after ${signed} signatures`, { cause: error });
      await this.requireStorable();
      return code;
    }
  }

  private codeOf(call: Call, error: unknown): ErrorCode {
    if (!(error instanceof ServiceError)) throw new Error(`${call.name}: no refusal but ${String(error)}`, { cause: error });
    const declared: readonly ErrorCode[] = [...call.errors, ...universalCodes.filter((code) => code !== 'internal')];
    if (!declared.includes(error.code)) throw new Error(`${call.name}: refused with ${error.code}, which it does not declare`, { cause: error });
    return error.code;
  }

  private async requireStorable(): Promise<void> {
    const last = JSON.stringify((await this.room.stores.events()).at(-1) ?? {});
    if (UNSTORABLE.test(last)) throw new Error(`an event that no audit log can store: ${last}`);
  }
}
