import { sha256Hex, toBase64Url } from '@paraph/kernel';
import { gunzipSync, gzipSync } from 'node:zlib';
import { ArchiveFiles } from '../src/archive-files.js';
import type { SeenHead } from '../src/signed-head.js';
import type { SignedLog } from './signed-log.js';

/** Archives held in memory. */
export class MemoryArchive extends ArchiveFiles {
  override readonly name = 'archive';
  readonly files = new Map<string, Uint8Array>();

  override async list(): Promise<readonly string[]> {
    return [...this.files.keys()];
  }

  override async *open(name: string): AsyncGenerator<Uint8Array> {
    const bytes = this.files.get(name);
    if (!bytes) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    // In small pieces, as a disk gives them.
    for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
  }

  copy(): MemoryArchive {
    const copy = new MemoryArchive();
    for (const [name, bytes] of this.files) copy.files.set(name, bytes);
    return copy;
  }

  lines(month: string): string[] {
    return gunzipSync(this.files.get(`${month}.jsonl.gz`) ?? new Uint8Array())
      .toString('utf8')
      .trimEnd()
      .split('\n');
  }

  /** Archives a month of a log as audit does, and lets the log say so. */
  async archive(log: SignedLog, { month, from, heads }: { readonly month: string; readonly from: number; readonly heads: readonly SeenHead[] }): Promise<void> {
    const to = heads.at(-1)?.size ?? from;
    const events = log.leaves
      .slice(from, to)
      .map((leaf, index) => ({ event: { position: from + index, receivedAt: log.at(from + index).toISOString(), leaf } }));
    const lines = [...events, ...heads.map((head) => ({ head: { ...head, keptAt: log.at(head.size).toISOString() } }))];
    this.put(`${month}.jsonl.gz`, gzipSync(`${lines.map((one) => JSON.stringify(one)).join('\n')}\n`));
    await this.seal(log, { month, from, to });
  }

  /** Writes the manifest of a bundle that is there, and its receipt. */
  async seal(log: SignedLog, { month, from, to }: { readonly month: string; readonly from: number; readonly to: number }): Promise<void> {
    const bundle = this.files.get(`${month}.jsonl.gz`) ?? new Uint8Array();
    const earlier = [...this.files.keys()]
      .filter((name) => name.endsWith('.manifest.json') && name < month)
      .sort()
      .at(-1);
    const before = this.files.get(earlier ?? '');
    const manifest = JSON.stringify({
      format: 'paraph-archive',
      version: 1,
      month,
      from,
      to,
      events: to - from,
      frontier: (await (await log.tree(from)).frontier()).map(toBase64Url),
      bundle: { file: `${month}.jsonl.gz`, bytes: bundle.length, sha256: sha256Hex(bundle) },
      sequences: { identity: { first: from + 1, last: to, count: to - from } },
      ...(before ? { previous: { month: (earlier ?? '').slice(0, 7), manifestSha256: sha256Hex(before) } } : {}),
      key: log.jwk,
      writtenAt: log.at(to).toISOString(),
      keptUntil: '2036-12-31T00:00:00.000Z',
    });
    this.put(`${month}.manifest.json`, Buffer.from(manifest));
    const particulars = { month, manifestSha256: sha256Hex(manifest), from: `${from}`, to: `${to}` };
    const archived = log.add({ source: 'audit', type: 'month-archived', particulars });
    const receipt = { format: 'paraph-receipt', about: { month }, ...(await log.proven([archived], await log.sign())) };
    this.put(`${month}.receipt.json`, Buffer.from(JSON.stringify(receipt)));
  }

  put(name: string, bytes: Uint8Array): void {
    this.files.set(name, bytes);
  }

  /** Changes the text of a file. */
  edit(name: string, change: (text: string) => string): this {
    const bytes = this.files.get(name) ?? new Uint8Array();
    const isPacked = name.endsWith('.gz');
    const text = change(Buffer.from(isPacked ? gunzipSync(bytes) : bytes).toString('utf8'));
    this.put(name, isPacked ? gzipSync(text) : Buffer.from(text));
    return this;
  }

  without(...names: readonly string[]): this {
    for (const name of names) this.files.delete(name);
    return this;
  }
}
