import { LogTree } from '@paraph/merkle';
import type { EventLog, LoggedEvent } from './event-log.js';
import type { ReadingRecord } from './read-events.js';
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
    private readonly record: ReadingRecord,
  ) {}

  async listHeads(reader: string, after: number, limit: number): Promise<readonly SignedHead[]> {
    const found = await this.heads.list(after, Math.min(limit, MAX_HEADS));
    await this.record.proofsRead(reader, { view: 'heads', count: String(found.length) });
    return found;
  }

  async latestHead(reader: string): Promise<SignedHead | undefined> {
    const last = await this.heads.last();
    await this.record.proofsRead(reader, { view: 'latest-head' });
    return last;
  }

  /** @returns undefined if there is no such event, or no such head that has it yet */
  async inclusion(reader: string, position: number, size?: number): Promise<InclusionProof | undefined> {
    const head = size === undefined ? await this.heads.last() : await this.heads.find(size);
    await this.record.proofsRead(reader, { view: 'inclusion', position: String(position) });
    if (!head || position >= head.size) return undefined;
    const [event] = await this.log.read({}, { after: position - 1, limit: 1 });
    if (event?.position !== position) return undefined;
    return { event, head, path: await new LogTree(this.heads.hashes, head.size).inclusion(position) };
  }

  /** @returns undefined if one of the heads was never signed, or they stand in the other order */
  async consistency(reader: string, sizes: { readonly from: number; readonly to: number }): Promise<ConsistencyProof | undefined> {
    const [from, to] = [await this.heads.find(sizes.from), await this.heads.find(sizes.to)];
    await this.record.proofsRead(reader, { view: 'consistency', from: String(sizes.from), to: String(sizes.to) });
    if (!from || !to || from.size >= to.size) return undefined;
    return { from, to, path: await new LogTree(this.heads.hashes, to.size).consistency(from.size) };
  }
}
