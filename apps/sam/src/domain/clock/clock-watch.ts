import { agreementOf, statementOf, worst, type Interval } from './agreement.js';
import type { Instruments } from './instruments.js';
import type { SteadyClock } from './steady-clock.js';
import type { TimeSource } from './time-source.js';

/** What the provider's policy allows. Milliseconds. */
export interface ClockPolicy {
  /** How far the clock may be from UTC; a larger jump of the machine's clock is a step. */
  readonly maximumOffset: number;
  /** How long the last verification serves. */
  readonly lostAfter: number;
}

/**
 * Why the clock is not relied on. `stepped`: the machine's clock jumped, and nobody has said since which time is right. `unverified`: no
 * source has answered since the start. `off`: the sources say another time. `lost`: no source has answered for too long. `behind`: it stands
 * before a time that something was decided by.
 */
export type ClockFault = 'stepped' | 'unverified' | 'off' | 'lost' | 'behind';

/** What came of asking the sources. */
export interface Verification {
  readonly outcome: 'right' | 'wrong' | 'no-agreement' | 'no-answer';
  /** How many of them said something. */
  readonly answered: number;
  /** Where UTC lies by their majority, ahead of the machine's clock. */
  readonly offset?: Interval;
}

/** Without a source: how long the machine's clock must have run evenly after a step before it is believed. */
const SETTLED_MS = 5_000;

/** Holds the machine's clock against the one that nobody sets, and against the sources (OPS-01). */
export class ClockWatch {
  #verifiedAt: number | undefined;
  #isOff = false;
  #step: { readonly by: number; readonly seenAt: number } | undefined;
  readonly #seen: number[] = [];

  constructor(
    readonly clock: SteadyClock,
    private readonly instruments: Instruments,
    readonly sources: readonly TimeSource[],
    private readonly policy: ClockPolicy,
  ) {}

  /** Why the clock is not relied on at this very moment; `undefined` if it is. */
  get fault(): ClockFault | undefined {
    // A step that somebody was refused for is one that was seen, however short.
    this.look();
    if (this.#step) return 'stepped';
    if (this.clock.owed > this.policy.maximumOffset) return 'behind';
    if (this.sources.length === 0) return undefined;
    if (this.#isOff) return 'off';
    if (this.#verifiedAt === undefined) return 'unverified';
    return this.instruments.monotonic() - this.#verifiedAt > this.policy.lostAfter ? 'lost' : undefined;
  }

  /**
   * Looks for a step, to be called every second.
   *
   * A step that is taken back was none in the end. Otherwise the sources decide; where there are none, the machine's clock is believed once it
   * has run evenly and is past every time that something was decided by, so that no moment is lived twice.
   */
  look(): void {
    const by = this.clock.apart;
    if (!this.#isApart) {
      this.#step = undefined;
      return;
    }
    if (this.#step === undefined || Math.abs(by - this.#step.by) > this.policy.maximumOffset) {
      this.#step = { by, seenAt: this.instruments.monotonic() };
      this.#seen.push(by);
      return;
    }
    const settled = this.instruments.monotonic() - this.#step.seenAt >= SETTLED_MS;
    if (this.sources.length === 0 && settled && this.clock.owed <= 0) this.adopt();
  }

  /** The steps that were seen since the last time somebody asked, in milliseconds: positive is forward. */
  takeSteps(): readonly number[] {
    return this.#seen.splice(0);
  }

  /** Asks every source. Only a majority of them counts, and only if the clock cannot be farther off than policy allows. */
  async verify(): Promise<Verification> {
    const samples = await Promise.all(this.sources.map((source) => source.ask()));
    // What jumped meanwhile is seen before it is found right.
    this.look();
    const [wall, monotonic] = [this.instruments.wall(), this.instruments.monotonic()];
    const statements = samples.flatMap((one) => statementOf(one, ({ utc, at }) => utc + (monotonic - at) - wall) ?? []);
    const answered = statements.length;
    const offset = agreementOf(statements, this.sources.length);
    if (!offset) return { outcome: samples.some((one) => one.length > 0) ? 'no-agreement' : 'no-answer', answered };

    this.#isOff = worst(offset) > this.policy.maximumOffset;
    if (this.#isOff) return { outcome: 'wrong', answered, offset };
    this.#verifiedAt = monotonic;
    // A clock that once ran ahead is taken over when it is true again: until then what was decided lies in the future.
    if (this.clock.owed <= this.policy.maximumOffset) this.adopt();
    return { outcome: 'right', answered, offset };
  }

  private adopt(): void {
    this.clock.adopt();
    this.#step = undefined;
  }

  get #isApart(): boolean {
    return Math.abs(this.clock.apart) > this.policy.maximumOffset;
  }
}
