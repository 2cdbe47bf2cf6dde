import { type PublicJwk } from '@paraph/contracts';
import { newId, toBase64Url, type Clock } from '@paraph/kernel';
import { LogTree } from '@paraph/merkle';
import { Outbox } from '@paraph/platform';
import { FakeClock } from '@paraph/testing';
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { PostgresEventLog } from '../src/adapters/postgres-event-log.js';
import { PostgresTreeHeads } from '../src/adapters/postgres-tree-heads.js';
import { RecordEvents } from '../src/domain/record-events.js';
import type { SignedHead } from '../src/domain/tree-heads.js';
import { anEvent, type EventParts } from './event-log.suite.js';

/** A log in PostgreSQL whose heads are signed by a key of the test's own, as the SAM signs them. */
export class SignedLog {
  readonly clock: Clock = new FakeClock();
  readonly outbox: Outbox<'audit'>;
  readonly log: PostgresEventLog;
  readonly heads: PostgresTreeHeads;
  readonly jwk: PublicJwk;
  private readonly key: KeyObject;
  private readonly record: RecordEvents;
  private readonly sequences = new Map<string, number>();

  constructor(readonly database: DataSource) {
    this.outbox = new Outbox('audit', database, this.clock);
    this.log = new PostgresEventLog(database, this.outbox);
    this.heads = new PostgresTreeHeads(database);
    this.record = new RecordEvents(this.log);
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x, y } = publicKey.export({ format: 'jwk' });
    this.jwk = { kty: 'EC', crv: 'P-256', kid: 'head-key-of-the-test', x: x ?? '', y: y ?? '' };
    this.key = privateKey;
  }

  /** Adds so many events of a source. */
  async grow(count: number, parts: EventParts = {}): Promise<void> {
    const source = parts.source ?? 'sam';
    const bodies = Array.from({ length: count }, () => {
      const sequence = (this.sequences.get(source) ?? 0) + 1;
      this.sequences.set(source, sequence);
      return anEvent({ particulars: { activationId: newId('act') }, ...parts, source, sequence });
    });
    await this.record.run(bodies.map((body) => ({ source, body })));
  }

  /** What the outbox has is carried to the log, as the relay does it. */
  async carry(): Promise<void> {
    const waiting: readonly { body: string; sequence: string }[] = await this.database.query(`SELECT body, sequence FROM event_outbox ORDER BY sequence`);
    await this.record.run(waiting.map(({ body, sequence }) => ({ source: 'audit' as const, body, sequence: Number(sequence) })));
  }

  /** Signs the head of what is there now. */
  async sign(): Promise<SignedHead> {
    const size = await this.heads.logSize();
    await this.heads.keepSubtrees({ from: (await this.heads.last())?.size ?? 0, to: size });
    const tree = { size, root: await new LogTree(this.heads.hashes, size).root() };
    await this.heads.begin(tree);
    await this.heads.keep(tree, this.jws({ log: 'audit', size, root: toBase64Url(tree.root), iat: Math.floor(this.clock.now().getTime() / 1_000) }));
    const kept = await this.heads.last();
    if (!kept) throw new Error('no head was kept');
    return kept;
  }

  private jws(payload: object): string {
    const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const input = `${encoded({ alg: 'ES256', typ: 'paraph-tree-head+jwt', kid: this.jwk.kid })}.${encoded(payload)}`;
    return `${input}.${sign('sha256', Buffer.from(input), { key: this.key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  }
}
