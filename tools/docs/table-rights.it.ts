/** Rights on tables as a real PostgreSQL gives them (AUD-04): append-only by the database and not only by the code. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { owners, readTableRights, tableRightsPage, type TableRights } from './table-rights.ts';

const ROOT = resolve(import.meta.dirname, '../..');
let all: ReadonlyMap<string, readonly TableRights[]>;
beforeAll(async () => void (all = await readTableRights(ROOT)), 120_000);

const of = (service: string): readonly TableRights[] => all.get(service) ?? [];
const named = (service: string, which: (one: TableRights) => boolean): string[] =>
  of(service)
    .filter(which)
    .map(({ table }) => table);
const isChanged = ({ changes }: TableRights): boolean => changes.length > 0;

describe.each(owners)('the role that %s runs as', (service) => {
  it('has tables, and reads some', () => {
    expect(of(service).length).toBeGreaterThan(4);
    expect(named(service, ({ reads }) => reads).length).toBeGreaterThan(4);
  });

  it('owns nothing, empties nothing, and hangs nothing on a table', () => {
    expect(of(service).filter(({ beyond }) => beyond.length > 0)).toEqual([]);
  });

  it('does not touch what says which migrations were run', () => {
    expect(of(service).find(({ table }) => table === 'migration')).toMatchObject({ adds: false, changes: [], deletes: false });
  });

  it('adds events to its outbox, and changes of them nothing but that they were sent', () => {
    expect(of(service).find(({ table }) => table === 'event_outbox')).toMatchObject({ adds: true, changes: ['published_at'], deletes: false });
  });
});

describe('what nobody changes or deletes', () => {
  it.each<[string, readonly string[]]>([
    ['audit', ['event', 'event_text', 'event_term', 'event_span', 'refused_message', 'set_aside', 'tree_hash', 'tree_head_intent', 'tree_head', 'head_anchor']],
    ['audit', ['archived_month', 'archive_receipt', 'archive_check', 'log_month', 'reconciliation', 'summary', 'compliance_judgement']],
    ['sam', ['journal', 'used_evidence', 'key_destruction', 'certificate_intent', 'issued_certificate']],
    ['ca-connector', ['certificate_request', 'certificate', 'published_authority', 'published_crl', 'published_policy']],
  ])('in the database of %s is %j', (service, tables) => {
    for (const table of tables) expect(of(service).find((one) => one.table === table)).toMatchObject({ table, reads: true, changes: [], deletes: false });
  });

  it('is all that audit has, but for counts, states and its place in the work of others', () => {
    const withState = ['activity', 'archive_check_wish', 'event_outbox', 'finding', 'journal_head', 'round', 'source_watch'];
    expect(named('audit', (one) => one.adds && isChanged(one))).toEqual(withState);
    expect(named('audit', ({ deletes }) => deletes)).toEqual([]);
  });
});

it('the page says what PostgreSQL says', async () => {
  const file = resolve(ROOT, 'docs/operations/table-rights.md');
  const expected = await format(tableRightsPage(all), { ...(await resolveConfig(file)), filepath: file });
  expect(readFileSync(file, 'utf8') === expected ? '' : 'docs/operations/table-rights.md is stale: npm run docs:rights').toBe('');
});
