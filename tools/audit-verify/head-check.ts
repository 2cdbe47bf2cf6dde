import { leafHash, toBase64Url } from '@paraph/kernel';
import { LogTree, MemoryHashes } from '@paraph/merkle';
import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import type { ExportedEvent } from './log-check.ts';

/** A head as the auditors' API answers it. */
export interface ExportedHead {
  readonly size: number;
  /** base64url. */
  readonly root: string;
  /** Compact JWS. */
  readonly head: string;
}

const TYPE = 'paraph-tree-head+jwt';
const LOG = 'audit';

/** What is wrong with the heads of an export, in words: each is signed by this key, and is the root over the leaves that were exported. */
export async function checkHeads(events: readonly ExportedEvent[], heads: readonly ExportedHead[], key: JsonWebKey): Promise<string[]> {
  if (heads.length === 0) return ['no head was signed: nothing proves that this log is the one that was there before'];
  const problems: string[] = [];
  const hashes = await MemoryHashes.of(events.map(({ leaf }) => leafHash(leaf)));
  for (const head of heads) {
    const said = signed(head.head, key);
    if (typeof said === 'string') problems.push(`head of ${head.size}: ${said}`);
    else if (said.log !== LOG || said.size !== head.size || said.root !== head.root) problems.push(`head of ${head.size}: what is signed says something else`);
    else if (head.size > events.length) problems.push(`head of ${head.size}: the log has ${events.length} events, its end was cut off`);
    else if (toBase64Url(await new LogTree(hashes, head.size).root()) !== head.root)
      problems.push(`head of ${head.size}: the events before it are not those that were there when it was signed`);
  }
  return problems;
}

/** What a head says, if this key signed it. */
function signed(jws: string, key: JsonWebKey): { readonly log: unknown; readonly size: unknown; readonly root: unknown } | string {
  const [header = '', payload = '', signature = '', ...more] = jws.split('.');
  if (more.length > 0) return 'it is no compact JWS';
  const { alg, typ } = json(header);
  if (alg !== 'ES256' || typ !== TYPE) return 'it is no signed tree head';
  const publicKey = createPublicKey({ key, format: 'jwk' });
  const isGenuine = verify('sha256', Buffer.from(`${header}.${payload}`), { key: publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
  if (!isGenuine) return 'its signature is not by the key that was named';
  const { log, size, root } = json(payload);
  return { log, size, root };
}

function json(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>;
}
