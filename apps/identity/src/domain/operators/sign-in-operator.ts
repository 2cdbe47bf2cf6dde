import {
  ServiceError,
  type beginOperatorSignIn,
  type completeOperatorSignIn,
  type describeOperatorSignIn,
  type redeemOperatorSignIn,
  type ReplyOf,
  type RequestOf,
} from '@paraph/contracts';
import { toBase64Url, type Clock } from '@paraph/kernel';
import { randomBytes } from 'node:crypto';
import type { Events } from '../ports/events.js';
import type { OperatorPasskeys } from '../ports/operator-passkeys.js';
import type { OperatorSessions } from '../ports/operator-sessions.js';
import type { OperatorStore } from '../ports/operator-store.js';
import { newSignInCode } from './new-sign-in-code.js';
import { whoActs, type Operator } from './operator.js';
import { operatorRefused, recordRefusal } from './operator-refused.js';
import type { SessionLimits } from './session-limits.js';

/** Long enough to take out a key, too short for a code to be passed around. */
const SIGN_IN_MS = 10 * 60_000;
/** Anybody on the machine may begin one: what waits is bounded. */
const MOST_WAITING = 100;

/** What sign-ins work with. */
export interface SignInParts {
  readonly operators: OperatorStore;
  readonly sessions: OperatorSessions;
  readonly passkeys: OperatorPasskeys;
}

/** The sign-in of an operator by a link (RFC 8628): a device waits, and the person approves on a page with a passkey. */
export class SignInOperator {
  constructor(
    private readonly parts: SignInParts,
    private readonly limits: SessionLimits,
    private readonly events: Events,
    private readonly clock: Clock,
  ) {}

  /** @throws ServiceError login.throttled */
  async begin(deviceDigest: string): Promise<ReplyOf<typeof beginOperatorSignIn>> {
    const begunAt = this.clock.now();
    const expiresAt = new Date(begunAt.getTime() + SIGN_IN_MS);
    const request = { code: newSignInCode(), deviceDigest, challenge: toBase64Url(randomBytes(32)), begunAt, expiresAt };
    if (!(await this.parts.sessions.begin(request, MOST_WAITING)))
      throw new ServiceError('login.throttled', 'too many sign-ins wait for their approval', { retryAfter: SIGN_IN_MS / 1_000 });
    return { code: request.code, expiresAt: expiresAt.toISOString() };
  }

  /** @throws ServiceError operator.refused */
  async describe(code: string): Promise<ReplyOf<typeof describeOperatorSignIn>> {
    const request = await this.parts.sessions.waiting(code, this.clock.now());
    if (!request) throw operatorRefused('no such sign-in waits');
    return { challenge: request.challenge, begunAt: request.begunAt.toISOString(), expiresAt: request.expiresAt.toISOString() };
  }

  /** @throws ServiceError operator.refused */
  async complete({ code, assertion }: RequestOf<typeof completeOperatorSignIn>): Promise<ReplyOf<typeof completeOperatorSignIn>> {
    try {
      // 1. The sign-in waits, and the passkey is that of somebody who is an operator now.
      const request = await this.parts.sessions.waiting(code, this.clock.now());
      if (!request) throw operatorRefused('no such sign-in waits');
      const { passkey, operator } = await this.holderOf(assertion.id);

      // 2. It was used over the challenge of exactly this sign-in.
      const signCount = await this.parts.passkeys.assert(assertion, { ...passkey, challenge: request.challenge });

      // 3. That counts once.
      const approval = { operatorId: operator.id, passkeyId: passkey.id, signCount };
      const event = { type: 'operator-signed-in', actor: { kind: 'operator', id: operator.id }, outcome: 'success', particulars: { code } } as const;
      if (!(await this.parts.sessions.approve(code, approval, { now: this.clock.now(), event })))
        throw operatorRefused('it was approved meanwhile, or the passkey’s counter stands still');
      return { operatorId: operator.id, name: operator.name };
    } catch (error) {
      return recordRefusal(this.events, error, { code });
    }
  }

  /** @throws ServiceError operator.refused */
  async redeem({ deviceDigest, tokenDigest }: RequestOf<typeof redeemOperatorSignIn>): Promise<ReplyOf<typeof redeemOperatorSignIn>> {
    const openedAt = this.clock.now();
    const endsAt = new Date(openedAt.getTime() + this.limits.longestMs);
    const redeemed = await this.parts.sessions.redeem(deviceDigest, { digest: tokenDigest, openedAt, endsAt });
    if (redeemed === 'waiting') return { state: 'waiting' };
    const operator = redeemed && (await this.parts.operators.find(redeemed.operatorId));
    if (operator?.state !== 'active') throw operatorRefused('no such sign-in, its time is over, or its session was opened before');
    return { state: 'open', ...whoActs(operator), expiresAt: endsAt.toISOString() };
  }

  private async holderOf(passkeyId: string): Promise<{ passkey: Awaited<ReturnType<OperatorPasskeys['register']>>; operator: Operator }> {
    const found = await this.parts.operators.passkey(passkeyId);
    if (found?.operator.state !== 'active') throw operatorRefused('no passkey of an operator');
    return found;
  }
}
