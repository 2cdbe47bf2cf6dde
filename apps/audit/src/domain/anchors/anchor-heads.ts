import { sha256, type Clock } from '@paraph/kernel';
import { readTimestampResponse, SHA256_OID, TimestampRefused } from '@paraph/timestamps';
import { randomBytes } from 'node:crypto';
import type { SignedHead, TreeHeads } from '../tree-heads.js';
import type { Anchors } from './anchors.js';
import type { TimestampAuthorities, TimestampAuthority } from './timestamp-authority.js';

/** A time-stamp of another hour was not made for this question, whatever its nonce says: one of the two clocks is wrong. Milliseconds. */
const FARTHEST_MS = 300_000;

/** An authority is asked once an hour, and after a failure so much sooner. Milliseconds. */
const HOUR_MS = 3_600_000;
const RETRY_MS = 600_000;

/** What came of asking one authority. */
export interface Anchoring {
  readonly authority: string;
  /** `unchanged`: the last head has its time-stamp already. */
  readonly outcome: 'anchored' | 'unchanged' | 'failed';
  /** Why it failed. */
  readonly cause?: string;
}

/**
 * Has the last head time-stamped outside, by each authority (AUD-04): from then on not even whoever holds the database and the SAM can make
 * another history of what was before.
 */
export class AnchorHeads {
  private readonly failedAt = new Map<string, number>();

  constructor(
    private readonly heads: TreeHeads,
    private readonly anchors: Anchors,
    private readonly authorities: TimestampAuthorities,
    private readonly clock: Clock,
  ) {}

  /** Asks those that were not for an hour, or all of them now; one that is away keeps nobody from the others. */
  async run(which: 'due' | 'all'): Promise<readonly Anchoring[]> {
    const head = await this.heads.last();
    if (!head) return [];
    const done: Anchoring[] = [];
    for (const authority of this.authorities.all) {
      if (which === 'all' || (await this.isDue(authority))) done.push(await this.anchor(head, authority));
    }
    return done;
  }

  private async isDue({ name }: TimestampAuthority): Promise<boolean> {
    const now = this.clock.now().getTime();
    if (now - (this.failedAt.get(name) ?? -Infinity) < RETRY_MS) return false;
    return now - ((await this.anchors.last(name))?.at.getTime() ?? -Infinity) >= HOUR_MS;
  }

  private async anchor(head: SignedHead, authority: TimestampAuthority): Promise<Anchoring> {
    const { name } = authority;
    if ((await this.anchors.last(name))?.size === head.size) return { authority: name, outcome: 'unchanged' };
    try {
      await this.anchors.keep({ size: head.size, authority: name, ...(await this.stamp(head, authority)) });
      this.failedAt.delete(name);
      return { authority: name, outcome: 'anchored' };
    } catch (error) {
      if (!(error instanceof TimestampRefused)) throw error;
      this.failedAt.set(name, this.clock.now().getTime());
      await this.anchors.failed(name, head.size, error.message);
      return { authority: name, outcome: 'failed', cause: error.message };
    }
  }

  private async stamp({ head }: SignedHead, authority: TimestampAuthority): Promise<{ readonly token: Uint8Array; readonly at: Date }> {
    const question = { hashAlgorithmOid: SHA256_OID, hash: sha256(head), nonce: BigInt(`0x${randomBytes(8).toString('hex')}`).toString() };
    const response = await authority.ask(question).catch((cause: unknown) => {
      throw new TimestampRefused({ en: 'it does not answer', fr: 'elle ne répond pas' }, { cause });
    });
    const { token, time } = readTimestampResponse(response, question, authority.demands);
    if (Math.abs(time.getTime() - this.clock.now().getTime()) > FARTHEST_MS)
      throw new TimestampRefused({ en: 'its time is far from ours', fr: 'son heure est loin de la nôtre' });
    return { token, at: time };
  }
}
