import type { Clock } from '@paraph/kernel';
import type { EndSession } from './end-session.js';
import { HeldElsewhere } from './held-elsewhere.js';
import type { HeldKeys, HeldSession } from './held-keys.js';
import type { SessionEnd } from './session-end.js';
import { SILENT_SECONDS, type Presence } from './presence.js';
import type { SessionRows } from './session-rows.js';

/** Sessions of lost replicas that one round ends. */
const PAGE = 100;

/** How a round went. */
export interface SessionRound {
  readonly ended: number;
  readonly failures: readonly unknown[];
}

/** Ends sessions that are over although nobody said so: here by time, elsewhere because the replica is gone. */
export class FollowSessions {
  constructor(
    private readonly held: HeldKeys,
    private readonly presence: Presence,
    private readonly end: EndSession,
    private readonly rows: SessionRows,
    private readonly clock: Clock,
  ) {}

  /** Sessions of this replica whose time is over, and those that ended and are not written down. All of them, where the others may soon take this one for gone. */
  async own(): Promise<SessionRound> {
    const late = await this.endOwed(this.held.leftOwed());
    const now = this.presence.isCutOff
      ? await this.endAll(this.held.all(), () => 'replica-cut-off')
      : await this.endAll(this.held.over(this.clock.now()), ({ key }) => (key.isOver ? 'key-lost' : 'timed-out'));
    return { ended: late.ended + now.ended, failures: [...late.failures, ...now.failures] };
  }

  /** Sessions whose replica nobody has heard of for a while: their keys are gone, only their records are not. */
  async forsaken(): Promise<SessionRound> {
    const credentialIds = await this.rows.forsaken(SILENT_SECONDS, PAGE);
    return this.endAll(
      credentialIds.map((credentialId) => ({ credentialId })),
      () => 'replica-gone',
    );
  }

  /** The end of this process: every key at once, then what can still be written. */
  async leave(): Promise<SessionRound> {
    const sessions = this.held.all();
    await Promise.all(sessions.map(({ key }) => key.end()));
    const late = await this.endOwed(this.held.allOwed());
    const round = await this.endAll(sessions, () => 'replica-ended');
    await this.presence.leave();
    return { ended: late.ended + round.ended, failures: [...late.failures, ...round.failures] };
  }

  /** By the cause of before. */
  private endOwed(credentialIds: readonly string[]): Promise<SessionRound> {
    const owed = credentialIds.map((credentialId) => ({ credentialId }));
    return this.endAll(owed, ({ credentialId }) => this.held.owed(credentialId) ?? 'ended');
  }

  private async endAll<Session extends Pick<HeldSession, 'credentialId'>>(
    sessions: readonly Session[],
    causeOf: (session: Session) => SessionEnd,
  ): Promise<SessionRound> {
    let ended = 0;
    const failures: unknown[] = [];
    for (const session of sessions) {
      try {
        if (await this.end.run(session.credentialId, causeOf(session))) ended += 1;
      } catch (error) {
        // One that is held elsewhere is no longer ours to end.
        if (!(error instanceof HeldElsewhere)) failures.push(error);
      }
    }
    return { ended, failures };
  }
}
