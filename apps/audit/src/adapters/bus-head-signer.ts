import { describeTreeHead, signTreeHead } from '@paraph/contracts';
import { fromBase64Url, toBase64Url } from '@paraph/kernel';
import type { HashTree } from '@paraph/merkle';
import type { Bus } from '@paraph/platform';
import { HeadSigner } from '../domain/sign-heads.js';

/** Name of this log among those the SAM signs heads for. */
const LOG = 'audit';

/** Heads signed by the SAM. */
export class BusHeadSigner extends HeadSigner {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override async sign({ size, root }: HashTree, consistency: readonly Uint8Array[]): Promise<string> {
    const { head } = await this.bus.call(signTreeHead, { log: LOG, size, rootHash: toBase64Url(root), consistency: consistency.map(toBase64Url) });
    return head;
  }

  override async last(): Promise<HashTree | undefined> {
    const { last } = await this.bus.call(describeTreeHead, { log: LOG });
    return last && { size: last.size, root: fromBase64Url(last.rootHash) ?? new Uint8Array() };
  }
}
