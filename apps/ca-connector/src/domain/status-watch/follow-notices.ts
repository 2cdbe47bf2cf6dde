import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import { retryDelay } from '../revocation/retry-delay.js';
import type { RevocationOrders } from '../revocation/revocation-orders.js';
import type { CredentialEnd, Reported } from './credential-end.js';
import type { FindProof } from './find-proof.js';
import { noticeClosed, noticeInVain } from './notice-events.js';
import type { Notice, Notices } from './notices.js';
import { UnfitStatus } from './status-readers.js';

const TURN_MS = 120_000;
const TRY_MS = 20_000;
const AT_ONCE = 50;

/** What became of one notice. */
export interface Followed {
  readonly credentialId: string;
  readonly outcome: 'done' | 'lifted' | 'open';
  readonly failure?: unknown;
}

/**
 * Follows what authorities revoked by themselves (CRT-02): the credential is suspended at once, on their word; its key is destroyed by the SAM,
 * on their signature. Each try begins with the suspension, so that whoever resumed it meanwhile is stopped again; it is tried until it is done.
 */
export class FollowNotices {
  constructor(
    private readonly notices: Notices,
    private readonly proofs: FindProof,
    private readonly end: CredentialEnd,
    private readonly orders: RevocationOrders,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<readonly Followed[]> {
    const now = this.clock.now();
    const due = await this.notices.take({ now, until: new Date(now.getTime() + TURN_MS) }, AT_ONCE);
    const followed: Followed[] = [];
    for (const notice of due) followed.push(await this.follow(notice));
    return followed;
  }

  private async follow(notice: Notice): Promise<Followed> {
    try {
      // 1. Stop: cheap, and at once.
      const reported = await this.end.report(notice.credentialId, notice);
      if (reported === 'early') throw new ServiceError('credential.state', 'the credential is not bound yet');

      // 2. Ours or not, what is revoked there needs no asking for any more.
      if (reported !== 'stopped') return await this.close(notice, reported);

      // 3. The authority's signature. Where it says so no longer (a hold that was lifted), the credential stays as it is: suspended.
      const proof = await this.proofs.run(notice, AbortSignal.timeout(TRY_MS));
      if (!proof) return await this.lift(notice);
      await this.prove(notice, proof);
      return await this.close(notice, 'ended');
    } catch (failure) {
      return this.inVain(notice, failure);
    }
  }

  private async prove({ credentialId }: Notice, proof: Parameters<CredentialEnd['prove']>[1]): Promise<void> {
    await this.end.prove(credentialId, proof);
    await this.end.follow(credentialId);
  }

  private async close(notice: Notice, reported: Reported): Promise<Followed> {
    const { credentialId, authority } = notice;
    await this.orders.close(credentialId, 'revoked', noticeClosed(notice, `${authority} lists it as revoked, as was ordered`));
    await this.notices.close(notice.requestId, 'done', noticeClosed(notice, reported === 'none' ? 'no key of ours signs with it' : 'the key is destroyed'));
    return { credentialId, outcome: 'done' };
  }

  private async lift(notice: Notice): Promise<Followed> {
    await this.notices.close(notice.requestId, 'lifted', noticeClosed(notice, 'the authority lists it no longer; the credential stays suspended'));
    return { credentialId: notice.credentialId, outcome: 'lifted' };
  }

  private async inVain(notice: Notice, failure: unknown): Promise<Followed> {
    const text = textOf(failure);
    const at = new Date(this.clock.now().getTime() + retryDelay(notice.tries));
    await this.notices.postpone(notice.requestId, { at, failure: text }, text === notice.failure ? undefined : noticeInVain(notice, text));
    return { credentialId: notice.credentialId, outcome: 'open', failure };
  }
}

function textOf(failure: unknown): string {
  if (failure instanceof UnfitStatus) return failure.message;
  return failure instanceof ServiceError ? `${failure.code}: ${failure.detail}`.slice(0, 500) : 'internal: unexpected error';
}
