import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { alertCases } from './alert-cases.ts';
import { readRules } from './alert-rules.ts';
import { anchorsIn } from './anchors.ts';
import { knownMetrics, metricsIn } from './metric-names.ts';

const root = dirname(dirname(import.meta.dirname));
const rules = readRules(root);

describe('the rules', () => {
  it('are there, each with a case', () => {
    expect(rules.length).toBeGreaterThan(30);
    expect([...new Set(alertCases.map(({ alert }) => alert))].toSorted()).toEqual(rules.map(({ alert }) => alert).toSorted());
  });

  it.each(rules.map((rule) => [rule.alert, rule] as const))('%s leads to a section that is there', (_alert, { annotations }) => {
    const [file = '', anchor = ''] = annotations.runbook_url.split('#');
    expect(existsSync(join(root, file))).toBe(true);
    expect(anchorsIn(readFileSync(join(root, file), 'utf8'))).toContain(anchor);
  });

  it.each(rules.map((rule) => [rule.alert, rule] as const))('%s asks for figures that exist', (_alert, { expr }) => {
    const known = knownMetrics(root);
    const asked = metricsIn(expr).filter((name) => name !== 'up');
    expect(asked.filter((name) => !known.has(name))).toEqual([]);
  });

  it('would be missed: a figure that nobody has, an anchor that is not there', () => {
    expect(metricsIn('sum(rate(paraph_nobody_total[5m])) > 0').filter((name) => !knownMetrics(root).has(name))).toEqual(['paraph_nobody_total']);
    expect(anchorsIn('## Token out\n\n## Revocation list ends')).toEqual(['token-out', 'revocation-list-ends']);
  });
});

describe('the book', () => {
  it('has no section that no rule leads to', () => {
    const led = new Set(rules.map(({ annotations }) => annotations.runbook_url.split('#')[1]));
    const sections = readFileSync(join(root, 'docs/operations/runbooks.md'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('### '));
    expect(anchorsIn(sections.join('\n')).filter((anchor) => !led.has(anchor))).toEqual([]);
    expect(sections.length).toBe(led.size);
  });
});
