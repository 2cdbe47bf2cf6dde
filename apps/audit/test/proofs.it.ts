/** Heads and proofs over HTTP: what they prove is checked here with nothing but what was answered. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromBase64Url, leafHash, toHex } from '@paraph/kernel';
import { isConsistent, isIncluded, LogTree } from '@paraph/merkle';
import { startNats, type TestNats } from '@paraph/testing';
import type { DataSource } from 'typeorm';
import { RecordEvents } from '../src/domain/record-events.js';
import { TreeHeads } from '../src/domain/tree-heads.js';
import { AuditDatabases } from './audit-database.js';
import { anEvent } from './event-log.suite.js';
import { AUDITOR_TOKEN, startAudit, type RunningAudit } from './running-audit.js';

let databases: AuditDatabases;
let nats: TestNats;
let database: DataSource;
let audit: RunningAudit;

interface Head {
  readonly size: number;
  readonly root: string;
  readonly head: string;
}

const ask = (path: string, authorization = `Bearer ${AUDITOR_TOKEN}`) => audit.app.inject({ url: `/audit/v1/${path}`, headers: { authorization } });
const bytes = (text: string): Uint8Array => fromBase64Url(text) ?? new Uint8Array();
const tree = ({ size, root }: Head) => ({ size, root: bytes(root) });

async function head(size: number): Promise<void> {
  const heads = audit.app.get(TreeHeads);
  await heads.keepSubtrees({ from: 0, to: size });
  const root = await new LogTree(heads.hashes, size).root();
  await heads.begin({ size, root });
  await heads.keep({ size, root }, `e30.${size}.c2ln`);
}

beforeAll(async () => {
  [databases, nats] = await Promise.all([AuditDatabases.start(), startNats()]);
  database = await databases.fresh();
  audit = await startAudit(nats, database);
  const events = Array.from({ length: 700 }, (_, index) => ({ source: 'sam' as const, body: anEvent({ sequence: index + 1 }) }));
  await new RecordEvents(audit.log).run(events);
  await head(300);
  await head(700);
});
afterAll(async () => {
  await audit?.stop();
  await Promise.all([databases.stop(), nats.stop()]);
});

describe('heads', () => {
  it('are listed by size, page by page, and the last one has an address', async () => {
    const { heads, next } = (await ask('heads?limit=1')).json<{ heads: Head[]; next?: number }>();
    expect([heads.map(({ size }) => size), next]).toEqual([[300], 300]);
    expect((await ask('heads?after=300')).json<{ heads: Head[] }>().heads.map(({ size }) => size)).toEqual([700]);
    expect((await ask('heads/latest')).json<Head>().size).toBe(700);
  });
});

describe('an inclusion proof', () => {
  it.each([0, 1, 255, 256, 299, 300, 511, 512, 699])('of event %i leads from its text to the root of the head', async (position) => {
    const proof = (await ask(`proofs/inclusion?position=${position}`)).json<{ leaf: string; leafHash: string; path: string[]; head: Head }>();
    expect(toHex(leafHash(proof.leaf))).toBe(proof.leafHash);
    const placed = { position, leafHash: leafHash(proof.leaf) };
    expect(isIncluded(placed, tree(proof.head), proof.path.map(bytes))).toBe(true);
    // One letter more, and it leads nowhere.
    expect(isIncluded({ position, leafHash: leafHash(`${proof.leaf} `) }, tree(proof.head), proof.path.map(bytes))).toBe(false);
  });

  it('is given under an earlier head that has the event', async () => {
    const proof = (await ask('proofs/inclusion?position=12&size=300')).json<{ leaf: string; path: string[]; head: Head }>();
    expect(proof.head.size).toBe(300);
    expect(isIncluded({ position: 12, leafHash: leafHash(proof.leaf) }, tree(proof.head), proof.path.map(bytes))).toBe(true);
  });

  it.each(['position=700', 'position=300&size=300', 'position=1&size=301', 'position=99999999999999'])('is absent for %s', async (query) => {
    const answer = await ask(`proofs/inclusion?${query}`);
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([404, 'head.unknown']);
  });
});

describe('a consistency proof', () => {
  it('shows that the later head extends the earlier one', async () => {
    const proof = (await ask('proofs/consistency?from=300&to=700')).json<{ from: Head; to: Head; path: string[] }>();
    expect(isConsistent(tree(proof.from), tree(proof.to), proof.path.map(bytes))).toBe(true);
    expect(isConsistent({ ...tree(proof.from), size: 299 }, tree(proof.to), proof.path.map(bytes))).toBe(false);
  });

  it.each(['from=700&to=300', 'from=300&to=300', 'from=1&to=700'])('is absent for %s', async (query) => {
    expect((await ask(`proofs/consistency?${query}`)).statusCode).toBe(404);
  });
});

describe('a question', () => {
  it.each([
    'heads?limit=0',
    'heads?limit=501',
    'heads?before=1',
    'proofs/inclusion',
    'proofs/inclusion?position=-1',
    'proofs/inclusion?position=1.5',
    'proofs/consistency?from=300',
    'proofs/inclusion?position=1&position=2',
  ])('of another shape is refused by name: %s', async (path) => {
    const answer = await ask(path);
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([400, 'request.invalid']);
  });

  it.each(['heads', 'heads/latest', 'proofs/inclusion?position=1', 'proofs/consistency?from=300&to=700'])(
    'without the token gets nothing: %s',
    async (path) => {
      const answer = await ask(path, 'Bearer another');
      expect([answer.statusCode, /root|leaf|path/.test(answer.body)]).toEqual([401, false]);
    },
  );
});

describe('the log as a whole', () => {
  it('has months, the open one without an end', async () => {
    const { months } = (await ask('months')).json<{ months: { month: string; from: number; to?: number }[] }>();
    expect(months).toEqual([{ month: expect.stringMatching(/^\d{4}-\d{2}$/), from: 0 }]);
  });

  it('is looked at when an auditor asks: each text, each head, and whether the signed text of a head says what it is kept for', async () => {
    const answer = await audit.app.inject({ method: 'POST', url: '/audit/v1/log-checks', headers: { authorization: `Bearer ${AUDITOR_TOKEN}` } });
    const { size, rehashed, heads, signer, faults } = answer.json<{ size: number; rehashed: number; heads: number; signer: string; faults: object[] }>();
    // The heads of this test were signed by nobody, and say nothing. Audit's own events come behind them.
    expect({ rehashed: rehashed === size && size >= 700, heads, signer, faults: faults.map((one) => ({ ...one, detail: '' })) }).toEqual({
      rehashed: true,
      heads: 2,
      signer: 'away',
      faults: [
        { kind: 'head-contradicted', position: 0, detail: '' },
        { kind: 'head-contradicted', position: 0, detail: '' },
      ],
    });
    const recorded = await database.query(
      `SELECT body::jsonb -> 'cause' AS cause, body::jsonb ->> 'outcome' AS outcome FROM event_outbox WHERE type = 'log-checked'`,
    );
    expect(recorded).toContainEqual({ outcome: 'failure', cause: expect.stringContaining('head-contradicted at 0') });
  });
});
