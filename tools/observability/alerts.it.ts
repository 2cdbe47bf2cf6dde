import { afterAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { alertCases } from './alert-cases.ts';
import { promtoolTests, readRules, RULES } from './alert-rules.ts';
import { allPanels } from './dashboards.ts';

const root = dirname(dirname(import.meta.dirname));
const folder = mkdtempSync(join(tmpdir(), 'paraph-alerts-'));
const rules = readRules(root);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What Prometheus' own tool says; it comes with Debian's package `prometheus`, which the bootstrap asks for. */
async function promtool(...words: string[]): Promise<{ readonly isRight: boolean; readonly said: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)('promtool', words);
    return { isRight: true, said: stdout + stderr };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new Error('promtool is missing: it is in the package prometheus', { cause: error });
    return {
      isRight: false,
      said: error instanceof Error && 'stdout' in error ? `${String(error.stdout)}${'stderr' in error ? String(error.stderr) : ''}` : String(error),
    };
  }
}

async function tried(cases: typeof alertCases): Promise<{ readonly isRight: boolean; readonly said: string }> {
  const files = promtoolTests(root, rules, cases).map((text, place) => {
    const file = join(folder, `cases-${place}.yaml`);
    writeFileSync(file, text);
    return file;
  });
  return promtool('test', 'rules', ...files);
}

describe('the rules, by promtool', () => {
  it('are rules', async () => {
    const { isRight, said } = await promtool('check', 'rules', join(root, RULES));
    expect(said).toContain(`${rules.length} rules found`);
    expect(isRight).toBe(true);
  });

  it('fire when they must, and are quiet when they must be', async () => {
    expect(await tried(alertCases)).toMatchObject({ isRight: true, said: expect.stringContaining('SUCCESS') });
  });

  it('would be seen not to: a case that wants the opposite fails, each one', async () => {
    for (const one of alertCases.slice(0, 3)) {
      expect(await tried([{ ...one, quietAt: one.firesAt }])).toMatchObject({ isRight: false });
      expect(await tried([{ ...one, firesAt: one.quietAt }])).toMatchObject({ isRight: false });
    }
  });
});

describe('the queries of the dashboards, by promtool', () => {
  it('are PromQL', async () => {
    const file = join(folder, 'queries.yaml');
    const asRules = allPanels().map(({ query }, place) => ({ record: `panel_${place}`, expr: query.replaceAll('$__rate_interval', '1m') }));
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'panels', rules: asRules }] }));
    expect((await promtool('check', 'rules', file)).said).toContain(`${asRules.length} rules found`);
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'panels', rules: [...asRules, { record: 'broken', expr: 'sum(rate(x[1m])' }] }] }));
    expect((await promtool('check', 'rules', file)).isRight).toBe(false);
  });
});
