import { ServiceError, type Receipt } from '@paraph/contracts';
import { fromBase64Url, toBase64, toBase64Url } from '@paraph/kernel';
import { LogTree } from '@paraph/merkle';
import type { Anchors } from '../anchors/anchors.js';
import type { LoggedEvent } from '../event-log.js';
import type { HeadKey } from '../head-key.js';
import type { SignedHead, TreeHeads } from '../tree-heads.js';

/** What every file has that is verified without us. */
export type ProvenParts = Omit<Receipt, 'format' | 'about'>;

/**
 * Proves events under a head, for a file that is taken away. The same events give the same file as long as no time-stamp comes to it: it stands under
 * the first head that has them all, or, once there is one, under the first that somebody outside has time-stamped.
 */
export class ProveFile {
  constructor(
    private readonly heads: TreeHeads,
    private readonly anchors: Anchors,
    private readonly key: HeadKey,
  ) {}

  /** @throws ServiceError `head.unknown` while no signed head has them all, `service.unavailable` where the key of heads is not set */
  async prove(events: readonly LoggedEvent[]): Promise<ProvenParts> {
    const placed = [...events].sort((one, other) => one.position - other.position);
    const size = (placed.at(-1)?.position ?? 0) + 1;
    const anchors = await this.anchors.since(size);
    const [first] = anchors;
    const [next] = first ? [await this.heads.find(first.size)] : await this.heads.list(size - 1, 1);
    if (!next) throw new ServiceError('head.unknown', 'no signed head has it yet: ask again in a second');

    const tree = new LogTree(this.heads.hashes, next.size);
    const proven = placed.map(async ({ position, body: leaf }) => ({ position, leaf, path: (await tree.inclusion(position)).map(toBase64Url) }));
    const head = { size: next.size, root: toBase64Url(next.root), head: next.head };
    const stamps = anchors.filter((one) => one.size === next.size);
    return {
      version: 1,
      // The head's own time: nothing in the file can be changed without its being seen.
      issuedAt: signedAt(next),
      events: await Promise.all(proven),
      head,
      ...(stamps.length === 0 ? {} : { anchored: { head, path: [], anchors: stamps.map(toFile) } }),
      key: this.key.jwk(),
    };
  }
}

type Stamp = Awaited<ReturnType<Anchors['since']>>[number];

function toFile({ size, authority, token, at }: Stamp): NonNullable<Receipt['anchored']>['anchors'][number] {
  return { size, authority, token: toBase64(token), at: at.toISOString() };
}

/** When a head was signed, by itself. */
function signedAt({ head }: SignedHead): string {
  const payload = fromBase64Url(head.split('.')[1] ?? '') ?? new Uint8Array();
  const { iat } = JSON.parse(Buffer.from(payload).toString('utf8')) as { iat: number };
  return new Date(iat * 1_000).toISOString();
}
