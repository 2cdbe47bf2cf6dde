import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { runStatements } from './run.ts';
import { Wire } from './service/wire.ts';
import { outcomeTable } from './table.ts';
import { both, NotApplicable, Unmet, type Statement } from './statement.ts';

const fixtures = { redirectUri: 'https://a.example/', clients: { A: { clientId: 'a', clientSecret: 'b' } }, users: { U1: {} }, credentials: {}, lifetimes: {} };
const setting = { gateway: 'http://127.0.0.1:1', fixtures, hook: undefined, wire: new Wire() };

const statement = (id: string, check: Statement['check'], more: Partial<Statement> = {}): Statement => ({
  id,
  versions: both,
  says: `statement ${id}`,
  check,
  ...more,
});
const run = (...statements: Statement[]) => runStatements({ setting, statements, versions: ['v1', 'v2'] });

describe('a run', () => {
  it('has an outcome for each statement and version, with its reason', async () => {
    const outcomes = await run(
      statement('CSC-001', async () => undefined),
      statement('CSC-002', async () => 'only a half'),
      statement('CSC-003', async () => Promise.reject(new Unmet('200', '400'))),
      statement('CSC-004', async () => Promise.reject(new NotApplicable('no credential EC'))),
      statement('CSC-005', async () => Promise.reject(new Error('broken'))),
      statement('CSC-006', async () => undefined, { versions: ['v2'] }),
    );
    expect(outcomes.map(({ id, version, result, reason }) => `${id} ${version} ${result} ${reason}`.trim())).toEqual([
      'CSC-001 v1 pass',
      'CSC-001 v2 pass',
      'CSC-002 v1 pass only a half',
      'CSC-002 v2 pass only a half',
      'CSC-003 v1 fail expected 200, got 400',
      'CSC-003 v2 fail expected 200, got 400',
      'CSC-004 v1 not-applicable no credential EC',
      'CSC-004 v2 not-applicable no credential EC',
      // Whatever else goes wrong is never a pass.
      'CSC-005 v1 fail expected an answer to look at, got broken',
      'CSC-005 v2 fail expected an answer to look at, got broken',
      'CSC-006 v1 not-applicable a statement about v2',
      'CSC-006 v2 pass',
    ]);
  });

  it('does not stand still while a statement waits, and looks back at the end', async () => {
    const order: string[] = [];
    const note =
      (name: string, ms = 0) =>
      async (): Promise<void> => {
        await sleep(ms);
        order.push(name);
      };
    const statements = [statement('CSC-190', note('last')), statement('CSC-015', note('waiting', 60), { waits: true }), statement('CSC-001', note('first'))];
    await runStatements({ setting, statements, versions: ['v1'] });
    expect(order).toEqual(['first', 'waiting', 'last']);
  });

  it('says that nobody answered', async () => {
    const [outcome] = await run(statement('CSC-001', async (probe) => void (await probe.info())));
    expect(outcome).toMatchObject({ result: 'fail', reason: expect.stringContaining('does not answer') });
  });
});

it('the table has failures first, and is silent about the other version', async () => {
  const statements = [
    statement('CSC-001', async () => Promise.reject(new Unmet('x', 'y')), { standing: 'indirect' }),
    statement('CSC-002', async () => Promise.reject(new NotApplicable('no fixture'))),
    statement('CSC-003', async () => undefined, { versions: ['v1'] }),
  ];
  const table = outcomeTable(await run(...statements), statements);
  expect(table.startsWith('Failed (2)\n  CSC-001 v1 [indirect]  statement CSC-001\n      expected x, got y')).toBe(true);
  expect(table).toContain('Does not apply (2)');
  expect(table.endsWith('v1: 1 pass, 1 fail, 1 not applicable\nv2: 0 pass, 1 fail, 2 not applicable')).toBe(true);
});
