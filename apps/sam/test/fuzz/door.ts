import { ServiceError, universalCodes, type Call, type ErrorCode, type RequestOf } from '@paraph/contracts';
import type { FakeToken } from '../fake-token.js';
import type { SamEvent } from '../../src/domain/ports/transactions.js';

/** What an audit log cannot store, as JSON writes it. */
const UNSTORABLE = /\\u0000|\\ud[89a-f]/i;

interface Room {
  readonly token: FakeToken;
  readonly stores: { events(): Promise<readonly Pick<SamEvent, 'type' | 'particulars'>[]> };
}

/**
 * The door of the SAM as a neighbour knocks at it: the contract's schema, then the use case. Whatever comes in is answered,
 * or refused with a code that the call declares; anything else that is thrown fails the test.
 */
export class Door {
  /** How often the token was asked to sign with a signer's key; statements, SADs and the like are the SAM's own. */
  private signed = 0;

  constructor(private readonly room: Room) {
    const { token } = room;
    const sign = token.sign.bind(token);
    token.sign = (key, digest, scheme) => {
      if (key.wrapped.use === 'signer') this.signed += 1;
      return sign(key, digest, scheme);
    };
  }

  /** Answers `answered`, or the code of the refusal. */
  async knock<C extends Call>(call: C, body: unknown, work: (request: RequestOf<C>) => Promise<unknown>): Promise<'answered' | ErrorCode> {
    const parsed = call.request.safeParse(body);
    return parsed.success ? await this.inside(call, parsed.data as RequestOf<C>, work) : 'request.invalid';
  }

  private async inside<C extends Call>(call: C, request: RequestOf<C>, work: (request: RequestOf<C>) => Promise<unknown>): Promise<'answered' | ErrorCode> {
    const before = this.signed;
    try {
      await work(request);
      return 'answered';
    } catch (error) {
      const code = this.codeOf(call, error);
      const signed = this.signed - before;
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
