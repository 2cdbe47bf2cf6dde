import { ServiceError } from '@paraph/contracts';
import type { SiblingToken } from './sibling-token.js';
import { PinRefused } from './token-sessions.js';

/** How a token of a group is reached. */
export interface MemberPlace {
  readonly label: string;
  /** @throws `hsm.unavailable` while it is out, `hsm.refused` for one that must not be used */
  open(): Promise<SiblingToken>;
}

/** Rounds that a token is left alone after it was looked at and refused: its ceremony may come, but not at once. */
const REST = 60;

/** What a group wants to hear of its members. */
export interface MemberWatch {
  /** Also when one that is out is refused at last, with the reason. */
  out(label: string, cause: unknown): void;
  back(label: string): void;
}

/** One token of a group: in use, or out until it answers again. */
export class GroupMember {
  readonly label: string;
  #token: SiblingToken | undefined;
  #isOut = true;
  #busy = 0;
  #reviving: Promise<void> | undefined;
  /** Rounds until it is asked again; for ever after a PIN that was refused, since tokens lock. */
  #rest = 0;

  constructor(
    private readonly place: MemberPlace,
    private readonly watch: MemberWatch,
  ) {
    this.label = place.label;
  }

  /** Opened at least once; undefined while it never was. */
  get token(): SiblingToken | undefined {
    return this.#token;
  }

  get isOut(): boolean {
    return this.#isOut;
  }

  /** Calls under way. */
  get busy(): number {
    return this.#busy;
  }

  /** First opening, at start. @throws as `open` of its place */
  async open(): Promise<SiblingToken> {
    this.#token = await this.place.open();
    this.#isOut = false;
    return this.#token;
  }

  /**
   * Works with the token. Only one that does not answer is out: a refusal, or an answer that says nothing, may be the
   * fault of what was asked, and nobody's garbage takes a token away from the others.
   */
  async use<T>(work: (token: SiblingToken) => Promise<T>): Promise<T> {
    if (this.#token === undefined) throw new ServiceError('hsm.unavailable', 'the token has not answered yet');
    this.#busy += 1;
    try {
      return await work(this.#token);
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'hsm.unavailable') this.leave(error);
      throw error;
    } finally {
      this.#busy -= 1;
    }
  }

  /** Takes it out until it answers again. */
  leave(cause: unknown): void {
    if (this.#isOut) return;
    this.#isOut = true;
    this.watch.out(this.label, cause);
  }

  /** Asks one that is out whether it is back; `accept` looks at one that was never open before. Never throws. */
  async revive(accept: (token: SiblingToken) => Promise<void>): Promise<void> {
    if (!this.#isOut) return;
    this.#rest = Math.max(0, this.#rest - 1);
    if (this.#rest > 0) return;
    this.#reviving ??= this.tryAgain(accept).finally(() => (this.#reviving = undefined));
    await this.#reviving;
  }

  async close(): Promise<void> {
    await this.#reviving;
    await this.#token?.close();
  }

  private async tryAgain(accept: (token: SiblingToken) => Promise<void>): Promise<void> {
    try {
      if (this.#token === undefined) await this.openLate(accept);
      else await this.#token.health();
      this.#isOut = false;
      this.watch.back(this.label);
    } catch (error) {
      // One that does not answer is asked again soon.
      if (!isFinal(error)) return;
      this.#rest = error instanceof PinRefused ? Infinity : REST;
      this.watch.out(this.label, error);
    }
  }

  private async openLate(accept: (token: SiblingToken) => Promise<void>): Promise<void> {
    const token = await this.place.open();
    try {
      await accept(token);
    } catch (error) {
      await token.close();
      throw error;
    }
    this.#token = token;
  }
}

/** Whether an error says more than that a token does not answer. */
export function isFinal(error: unknown): boolean {
  return error instanceof PinRefused || !(error instanceof ServiceError && error.code === 'hsm.unavailable');
}
