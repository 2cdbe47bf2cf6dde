/**
 * What the owner of the database could do to the log, and who sees it: whoever verifies an export without us, the service that looks at its own log,
 * and the SAM, which signs no head of a log that it does not know. Each act is done to a log that all three found untouched.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { leafHash, toBase64Url, toHex } from '@paraph/kernel';
import { isConsistent, type HashTree } from '@paraph/merkle';
import { FakeClock } from '@paraph/testing';
import { Findings, HeadKey, verifyLog, type ExportedEvent, type SeenHead, type SeenHeads } from '@paraph/verifier';
import { PostgresLogPortions } from '../src/adapters/postgres-log-portions.js';
import { CheckLog } from '../src/domain/check/check-log.js';
import { HeadSigner, SignerRecord, SignHeads } from '../src/domain/sign-heads.js';
import { AuditDatabases } from './audit-database.js';
import { SignedLog } from './signed-log.js';

/** Signs what extends the last head that it remembers, and nothing else, as the SAM does. */
class StrictSigner extends HeadSigner {
  remembered: HashTree | undefined;

  override async sign(tree: HashTree, consistency: readonly Uint8Array[]): Promise<string> {
    const last = this.remembered;
    if (last && (tree.size <= last.size || !isConsistent(last, tree, consistency))) throw new ServiceError('log.inconsistent', 'not the log that was signed');
    this.remembered = tree;
    return `e30.${tree.size}.c2ln`;
  }

  override async last(): Promise<HashTree | undefined> {
    return this.remembered;
  }
}

class NoRecord extends SignerRecord {
  override async putBack(): Promise<void> {
    throw new Error('the signer was not put back');
  }
}

let databases: AuditDatabases;
let log: SignedLog;
let signer: StrictSigner;
let witnessed: SeenHead[];

beforeAll(async () => void (databases = await AuditDatabases.start()));
afterAll(() => databases.stop());
beforeEach(async () => {
  log = new SignedLog(await databases.fresh());
  signer = new StrictSigner();
  for (let round = 0; round < 3; round += 1) {
    await log.grow(95);
    await log.grow(5, { source: 'identity', type: 'token-issued' });
    signer.remembered = await log.sign();
  }
  witnessed = await heads();
});

async function heads(): Promise<SeenHead[]> {
  return (await log.heads.list(0, 100)).map(({ size, root, head }) => ({ size, root: toBase64Url(root), head }));
}

/** What the verifier says of all that can be exported now, with the heads that a witness has or without. */
async function doubts(witness: readonly SeenHead[] = []): Promise<string[]> {
  const events: ExportedEvent[] = [];
  for await (const { position, body, leafHash: hash } of log.log.stretch(0, await log.heads.logSize()))
    events.push({ position, leaf: body, leafHash: toHex(hash) });
  const findings = new Findings();
  const witnesses: SeenHeads[] = witness.length === 0 ? [] : [{ by: 'a witness', heads: witness, beyond: 'doubt' }];
  await verifyLog({ events, heads: await heads(), witnesses }, { headKey: new HeadKey(log.jwk), timestampAnchors: [], roots: [] }, findings);
  return findings.all.flatMap(({ weight, text, where }) => (weight === 'doubt' ? [`${where ?? ''}: ${text}`] : []));
}

async function faults(): Promise<string[]> {
  const { faults: found } = await new CheckLog(log.heads, log.log, new PostgresLogPortions(log.database), signer).run();
  return found.map(({ kind, position }) => `${kind} ${position}`);
}

/** What the SAM does about the next head. */
async function nextHead(): Promise<'signed' | 'refused' | 'nothing'> {
  const before = signer.remembered;
  await log.grow(150);
  try {
    await new SignHeads(log.heads, signer, new NoRecord(), new FakeClock()).run();
    return signer.remembered === before ? 'nothing' : 'signed';
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'log.inconsistent') return 'refused';
    throw error;
  }
}

const another = JSON.stringify({ id: 'evt_another', source: 'sam', sequence: 900, type: 'heartbeat', occurredAt: '2027-03-01T09:00:00.000Z' });
const anothersHash = toHex(leafHash(another));
const both = (statement: (table: string) => string): string => ['event', 'event_text'].map(statement).join('; ');
/** Whatever stands behind a position moves by so many. */
const move = (behind: number, by: number): string =>
  both(
    (table) =>
      `UPDATE ${table} SET position = position + 10000 WHERE position > ${behind}; UPDATE ${table} SET position = position - 10000 + ${by} WHERE position > 10000`,
  );

interface Seen {
  /** By the verifier, in these words. */
  readonly verifier: readonly string[];
  /** By the service. */
  readonly service: readonly string[];
  readonly sam: 'signed' | 'refused' | 'not asked';
}

const acts: readonly [string, string, Seen][] = [
  [
    'edits the text of an event',
    `UPDATE event_text SET body = replace(body, 'success', 'failure') WHERE position = 270`,
    // The SAM is shown hashes, and this one is still what it was.
    { verifier: ['position 270: the event is not the one that was logged'], service: ['text-edited 270'], sam: 'signed' },
  ],
  [
    'edits an event and its hash',
    `UPDATE event_text SET body = '${another}' WHERE position = 270; UPDATE event SET leaf_hash = '\\x${anothersHash}' WHERE position = 270`,
    { verifier: ['from position 200 to 299 is another'], service: ['head-contradicted 200', 'signer-contradicted 0'], sam: 'refused' },
  ],
  [
    'deletes an event',
    both((table) => `DELETE FROM ${table} WHERE position = 270`),
    {
      verifier: ['position 270 is missing', '1 event(s) of sam are missing from its sequence: 261'],
      service: ['position-empty 270', 'sequence-gap 0'],
      sam: 'not asked',
    },
  ],
  [
    'deletes an event and closes the hole',
    `${both((table) => `DELETE FROM ${table} WHERE position = 270`)}; ${move(270, -1)}; UPDATE event_log_size SET size = 299`,
    {
      verifier: ['the end was cut off', '1 event(s) of sam are missing from its sequence: 261'],
      service: ['tail-cut 299', 'sequence-gap 0'],
      sam: 'refused',
    },
  ],
  [
    'inserts an event',
    `${move(270, 1)}; INSERT INTO event (position, id, source, sequence, type, occurred_at, outcome, leaf_hash, month)
       SELECT 271, 'evt_another', 'sam', 900, 'heartbeat', occurred_at, outcome, '\\x${anothersHash}', month FROM event WHERE position = 0;
     INSERT INTO event_text (month, position, body) SELECT month, 271, '${another}' FROM event WHERE position = 0; UPDATE event_log_size SET size = 301`,
    { verifier: ['from position 200 to 299 is another', 'missing from its sequence: 286 to 899'], service: ['head-contradicted 200'], sam: 'refused' },
  ],
  [
    'exchanges two events',
    both(
      (table) => `UPDATE ${table} SET position = 9000 WHERE position = 270; UPDATE ${table} SET position = 270 WHERE position = 271;
        UPDATE ${table} SET position = 271 WHERE position = 9000`,
    ),
    { verifier: ['from position 200 to 299 is another'], service: ['head-contradicted 200', 'signer-contradicted 0'], sam: 'refused' },
  ],
  [
    'cuts the end off',
    `${both((table) => `DELETE FROM ${table} WHERE position >= 280`)}; UPDATE event_log_size SET size = 280`,
    { verifier: ['position 280: the end was cut off'], service: ['tail-cut 280', 'signer-contradicted 280'], sam: 'refused' },
  ],
  [
    'cuts the last events of one service out, and nothing else',
    `${both((table) => `DELETE FROM ${table} WHERE position >= 295`)}; UPDATE event_log_size SET size = 295`,
    { verifier: ['position 295: the end was cut off'], service: ['tail-cut 295', 'signer-contradicted 295'], sam: 'refused' },
  ],
  [
    'exchanges a head',
    `UPDATE tree_head SET root = (SELECT root FROM tree_head WHERE size = 100), head = (SELECT head FROM tree_head WHERE size = 100) WHERE size = 200`,
    { verifier: ['head of 200 (the log): what is signed is not what stands beside it'], service: ['head-contradicted 100'], sam: 'signed' },
  ],
];

describe('a log that its owner', () => {
  it.each(acts)('%s', async (_act, statement, { verifier, service, sam }) => {
    // The control: nobody doubts what nobody touched.
    expect([await doubts(witnessed), await faults()]).toEqual([[], []]);

    await databases.asOwnerOfAudit(statement);
    const said = (await doubts()).join('\n');
    for (const words of verifier) expect(said).toContain(words);
    expect(await faults()).toEqual(expect.arrayContaining([...service]));
    if (sam !== 'not asked') expect(await nextHead()).toBe(sam);
  });
});

describe('the database of yesterday', () => {
  const yesterday = `${both((table) => `DELETE FROM ${table} WHERE position >= 210`)}; DELETE FROM tree_head WHERE size > 210;
    DELETE FROM tree_head_intent WHERE size > 210; UPDATE event_log_size SET size = 210`;

  it('agrees with itself, and with nobody who saw today’s', async () => {
    expect([await doubts(witnessed), await faults()]).toEqual([[], []]);
    await databases.asOwnerOfAudit(yesterday);
    expect(await doubts()).toEqual([]);
    expect((await doubts(witnessed)).join('\n')).toContain('position 210: the end was cut off: 1 head(s) of a witness');
    expect(await faults()).toContain('signer-contradicted 210');
    expect(await nextHead()).toBe('refused');
  });
});
