import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LogTree } from '@paraph/merkle';
import type { DataSource } from 'typeorm';
import { PostgresTreeHeads } from '../src/adapters/postgres-tree-heads.js';
import { RecordEvents } from '../src/domain/record-events.js';
import { AuditDatabases, eventLogOver } from './audit-database.js';
import { anEvent } from './event-log.suite.js';
import { treeHeadsSuite } from './tree-heads.suite.js';

let databases: AuditDatabases;
let database: DataSource;

beforeAll(async () => void (databases = await AuditDatabases.start()));
afterAll(() => databases.stop());

treeHeadsSuite('PostgreSQL', async () => {
  database = await databases.fresh();
  return { log: eventLogOver(database), heads: new PostgresTreeHeads(database) };
});

describe('the role that audit runs as', () => {
  it.each([
    ['change a head', `UPDATE tree_head SET head = ''`],
    ['forget a head', `DELETE FROM tree_head`],
    ['change what was begun', `UPDATE tree_head_intent SET root = decode(repeat('00', 32), 'hex')`],
    ['change a hash of the tree', `UPDATE tree_hash SET hash = decode(repeat('00', 32), 'hex')`],
    ['forget the hashes', `DELETE FROM tree_hash`],
  ])('cannot %s', async (_act, statement) => {
    database = await databases.fresh();
    const heads = new PostgresTreeHeads(database);
    await heads.begin({ size: 1, root: new Uint8Array(32) });
    await heads.keep({ size: 1, root: new Uint8Array(32) }, 'head');
    await expect(database.query(statement)).rejects.toThrow('permission denied');
    expect((await heads.last())?.head).toBe('head');
  });
});

describe('an event that is taken out of the middle', () => {
  it('leaves no proof that anybody could be shown, also behind it', async () => {
    database = await databases.fresh();
    const heads = new PostgresTreeHeads(database);
    await new RecordEvents(eventLogOver(database)).run(
      Array.from({ length: 20 }, (_, index) => ({ source: 'sam' as const, body: anEvent({ sequence: index + 1 }) })),
    );
    expect(await new LogTree(heads.hashes, 20).inclusion(15)).toHaveLength(5);
    await databases.asOwnerOfAudit(`DELETE FROM event WHERE position = 7`);
    await expect(new LogTree(heads.hashes, 20).inclusion(15)).rejects.toThrow('not kept');
  });
});
