/** The whole log looked at: what is untouched has no fault, and whatever its owner can do to it is seen, with the place. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { auditEvent, ServiceError } from '@paraph/contracts';
import { leafHash, toBase64Url, toHex } from '@paraph/kernel';
import { LogTree, type HashTree } from '@paraph/merkle';
import type { DataSource, QueryRunner } from 'typeorm';
import { appendLeaves } from '../src/adapters/append-leaves.js';
import { PostgresLogPortions } from '../src/adapters/postgres-log-portions.js';
import { PostgresTreeHeads } from '../src/adapters/postgres-tree-heads.js';
import { CheckLog } from '../src/domain/check/check-log.js';
import type { Leaf } from '../src/domain/event-log.js';
import { RecordEvents } from '../src/domain/record-events.js';
import { HeadSigner } from '../src/domain/sign-heads.js';
import { AuditDatabases, eventLogOver } from './audit-database.js';
import { anEvent } from './event-log.suite.js';

const SIZE = 700;
const HEADS = [200, 512, SIZE];
const EDITED = anEvent({ sequence: 301, particulars: { reason: 'edited' } });

/** What a signer remembers, as the SAM does. */
class RememberingSigner extends HeadSigner {
  remembered: HashTree | undefined;
  isAway = false;

  override async sign(): Promise<string> {
    throw new Error('nothing is signed here');
  }

  override async last(): Promise<HashTree | undefined> {
    if (this.isAway) throw new ServiceError('service.unavailable', 'away');
    return this.remembered;
  }
}

let databases: AuditDatabases;
/** As the owner, in a transaction that is taken back: each act meets the log as it was. */
let owner: DataSource;
let runner: QueryRunner;
let database: DataSource;
let signer: RememberingSigner;
let remembered: HashTree;
let bodies: readonly string[];

beforeAll(async () => {
  databases = await AuditDatabases.start();
  database = await databases.fresh();
  // Texts as the outbox writes them, and as any other order of members has them.
  bodies = Array.from({ length: SIZE }, (_, place) => (place % 2 === 0 ? anEvent({ sequence: place + 1 }) : asWritten(anEvent({ sequence: place + 1 }))));
  await new RecordEvents(eventLogOver(database)).run(bodies.map((body) => ({ source: 'sam', body })));
  for (const size of HEADS) remembered = await head(size);
  owner = await databases.ownerOfAudit();
});
afterAll(async () => {
  await owner.destroy();
  await databases.stop();
});
beforeEach(async () => {
  signer = new RememberingSigner();
  signer.remembered = remembered;
  runner = owner.createQueryRunner();
  await runner.startTransaction();
});
afterEach(async () => {
  await runner.rollbackTransaction();
  await runner.release();
});

function readLeaf(body: string): Leaf {
  const { id, source, sequence, type, occurredAt, outcome } = auditEvent.parse(JSON.parse(body));
  return { id, source, sequence, type, occurredAt, outcome, terms: [], body, leafHash: leafHash(body) };
}

function asWritten(body: string): string {
  // A text of ours.
  const { id, source, type, occurredAt, ...rest } = JSON.parse(body) as Record<string, string>;
  return JSON.stringify({ sequence: rest['sequence'], id, source, type, occurredAt, ...rest });
}

async function head(size: number): Promise<HashTree> {
  const heads = new PostgresTreeHeads(database);
  await heads.keepSubtrees({ from: 0, to: size });
  const tree = { size, root: await new LogTree(heads.hashes, size).root() };
  await heads.begin(tree);
  await heads.keep(tree, `e30.${toBase64Url(Buffer.from(JSON.stringify({ log: 'audit', size, root: toBase64Url(tree.root) })))}.c2ln`);
  return tree;
}

/** Of the database only statements are asked, which the transaction takes as well. */
const within = (): DataSource => runner.manager as unknown as DataSource;
const check = () => new CheckLog(new PostgresTreeHeads(within()), eventLogOver(within()), new PostgresLogPortions(within()), signer).run();
const oneMore = () => appendLeaves(runner.manager, [readLeaf(anEvent({ sequence: SIZE + 1 }))]);
const faults = async () => (await check()).faults.map(({ kind, position }) => `${kind} ${position}`);

describe('a log that nobody has touched', () => {
  it('has no fault, whether events came since the last head or not', async () => {
    expect(await check()).toEqual({ size: SIZE, rehashed: SIZE, heads: 3, signer: 'compared', faults: [] });
    await oneMore();
    expect(await check()).toMatchObject({ size: SIZE + 1, rehashed: SIZE + 1, faults: [] });
  });

  it('is looked at also while the SAM is away, and says so', async () => {
    signer.isAway = true;
    expect(await check()).toMatchObject({ signer: 'away', heads: 3, faults: [] });
  });

  it('has texts in the archive only, which are not rehashed, and leaves that are', async () => {
    await runner.query(`SELECT begin_month_of('2150-01-01')`);
    await oneMore();
    await runner.query(`UPDATE log_month SET retired_at = now() WHERE first = 0`);
    await runner.query(`DELETE FROM event_text WHERE position < ${SIZE}`);
    expect(await check()).toMatchObject({ size: SIZE + 1, rehashed: 1, heads: 3, faults: [] });
  });
});

describe('the owner of the database', () => {
  const hash = toHex(leafHash(EDITED));
  it.each<[string, string, readonly string[]]>([
    ['edits a text', `UPDATE event_text SET body = '${EDITED}' WHERE position = 300`, ['text-edited 300', 'event-mislabelled 300']],
    [
      'edits a text and its leaf hash',
      `UPDATE event_text SET body = '${EDITED}' WHERE position = 300;
       UPDATE event SET leaf_hash = '\\x${hash}', id = '${(JSON.parse(EDITED) as { id: string }).id}' WHERE position = 300`,
      ['signer-contradicted 0', 'head-contradicted 200', 'head-contradicted 200', 'tree-edited 256'],
    ],
    ['takes a text away', `DELETE FROM event_text WHERE position = 300`, ['text-absent 300']],
    ['deletes an event', `DELETE FROM event WHERE position = 300; DELETE FROM event_text WHERE position = 300`, ['sequence-gap 0', 'position-empty 300']],
    [
      'exchanges two events',
      `UPDATE event SET position = -1 WHERE position = 300; `.replace('-1', '9000') +
        `UPDATE event SET position = 300 WHERE position = 301; UPDATE event SET position = 301 WHERE position = 9000;
       UPDATE event_text SET position = 9000 WHERE position = 300; UPDATE event_text SET position = 300 WHERE position = 301;
       UPDATE event_text SET position = 301 WHERE position = 9000`,
      ['signer-contradicted 0', 'head-contradicted 200', 'head-contradicted 200', 'tree-edited 256'],
    ],
    [
      'inserts an event',
      `INSERT INTO event (position, id, source, sequence, type, occurred_at, outcome, leaf_hash, month)
       SELECT ${SIZE}, 'evt_another', source, 900, type, occurred_at, outcome, leaf_hash, month FROM event WHERE position = 0`,
      ['sequence-gap 0', `size-wrong ${SIZE}`],
    ],
    ['calls an event another', `UPDATE event SET type = 'signature-failed' WHERE position = 301`, ['event-mislabelled 301']],
    ['gives an event another time', `UPDATE event SET occurred_at = '2020-01-01' WHERE position IN (400, 401)`, ['event-mislabelled 400']],
    [
      'cuts the end off',
      `DELETE FROM event WHERE position >= 600; DELETE FROM event_text WHERE position >= 600; UPDATE event_log_size SET size = 600`,
      ['signer-contradicted 600', 'tail-cut 600'],
    ],
    [
      'puts the log of yesterday back',
      `DELETE FROM event WHERE position >= 512; DELETE FROM event_text WHERE position >= 512; UPDATE event_log_size SET size = 512;
       DELETE FROM tree_head WHERE size > 512; DELETE FROM tree_head_intent WHERE size > 512`,
      ['signer-contradicted 512'],
    ],
    ['exchanges a head', `UPDATE tree_head SET root = (SELECT root FROM tree_head WHERE size = 200) WHERE size = 512`, ['head-contradicted 200']],
    [
      'exchanges the signed text of a head',
      `UPDATE tree_head SET head = (SELECT head FROM tree_head WHERE size = 200) WHERE size = 512`,
      ['head-contradicted 200'],
    ],
    ['edits a hash of the tree', `UPDATE tree_hash SET hash = decode(repeat('00', 32), 'hex') WHERE level = 1 AND index = 1`, ['tree-edited 256']],
    ['says there are fewer events', `UPDATE event_log_size SET size = 699`, ['signer-contradicted 699', 'size-wrong 699', 'tail-cut 699']],
  ])('is seen when it %s', async (_act, statement, expected) => {
    expect(await faults()).toEqual([]);
    await runner.query(statement);
    expect((await faults()).sort()).toEqual([...expected].sort());
  });
});
