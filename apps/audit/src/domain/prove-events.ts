import { ServiceError } from '@paraph/contracts';
import { LogTree } from '@paraph/merkle';
import type { EventLog, LoggedEvent } from './event-log.js';
import type { ReadingRecord } from './read-events.js';
import type { OwnView } from './readers/own-view.js';
import type { Reader } from './readers/reader.js';
import type { SignedHead, TreeHeads } from './tree-heads.js';

/** Most heads in one answer. */
export const MAX_HEADS = 500;

/** What proves that an event stands in the log under a signed head (RFC 9162 section 2.1.3). */
export interface InclusionProof {
  readonly event: LoggedEvent;
  /** From the leaf to the root, lowest first. */
  readonly path: readonly Uint8Array[];
  readonly head: SignedHead;
}

/** What proves that one head extends another (RFC 9162 section 2.1.4). */
export interface ConsistencyProof {
  readonly from: SignedHead;
  readonly to: SignedHead;
  readonly path: readonly Uint8Array[];
}

/** Proofs under signed heads, for whoever does not take our word. That somebody asked is recorded like every reading. */
export class ProveEvents {
  constructor(
    private readonly heads: TreeHeads,
    private readonly log: EventLog,
    private readonly own: OwnView,
    private readonly record: ReadingRecord,
  ) {}

  async listHeads(reader: Reader, after: number, limit: number): Promise<readonly SignedHead[]> {
    const found = await this.heads.list(after, Math.min(limit, MAX_HEADS));
    await this.record.read(reader, { view: 'heads', count: String(found.length) });
    return found;
  }

  /** @throws ServiceError head.unknown */
  async latestHead(reader: Reader): Promise<SignedHead> {
    const last = await this.heads.last();
    await this.record.read(reader, { view: 'latest-head' });
    return last ?? noHead('no head was signed yet');
  }

  /** @throws ServiceError `event.unknown` if there is no such event, `head.unknown` if no such head has it yet */
  async inclusion(reader: Reader, position: number, size?: number): Promise<InclusionProof> {
    // Nothing is answered before the reading is recorded; what is answered is looked up meanwhile.
    const [head, [event]] = await Promise.all([
      size === undefined ? this.heads.last() : this.heads.find(size),
      this.log.read({}, { after: position - 1, limit: 1 }),
      this.record.read(reader, { view: 'inclusion', position: String(position) }),
    ]);
    if (!head || position >= head.size) return noHead('no signed head has this event: wait a second, or name a size that `heads` lists');
    if (event?.position !== position || !(await this.own.has(reader, event))) throw new ServiceError('event.unknown', 'the log has no event at this position');
    return { event, head, path: await new LogTree(this.heads.hashes, head.size).inclusion(position) };
  }

  /** @throws ServiceError head.unknown if one of the heads was never signed, or they stand in the other order */
  async consistency(reader: Reader, sizes: { readonly from: number; readonly to: number }): Promise<ConsistencyProof> {
    const [from, to] = [await this.heads.find(sizes.from), await this.heads.find(sizes.to)];
    await this.record.read(reader, { view: 'consistency', from: String(sizes.from), to: String(sizes.to) });
    if (!from || !to || from.size >= to.size) return noHead('from and to are sizes that `heads` lists, the smaller one first');
    return { from, to, path: await new LogTree(this.heads.hashes, to.size).consistency(from.size) };
  }
}

function noHead(detail: string): never {
  throw new ServiceError('head.unknown', detail);
}
