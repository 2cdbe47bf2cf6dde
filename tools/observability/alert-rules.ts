import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import type { AlertCase } from './alert-cases.ts';

const rule = z.strictObject({
  alert: z.string(),
  expr: z.string(),
  for: z.string().optional(),
  labels: z.strictObject({ severity: z.enum(['critical', 'warning', 'info']) }),
  annotations: z.strictObject({ summary: z.string(), runbook_url: z.string() }),
});

/** One rule of the file. */
export type AlertRule = z.output<typeof rule>;

/** Where the rules are, from the repository's root. */
export const RULES = 'deploy/prometheus/alerts.yaml';

/** Every rule of the file. @throws where it has another shape */
export function readRules(root: string): AlertRule[] {
  const file = z.strictObject({ groups: z.array(z.strictObject({ name: z.string(), rules: z.array(rule) })) });
  return file.parse(parse(readFileSync(join(root, RULES), 'utf8'))).groups.flatMap(({ rules }) => rules);
}

/** What promtool is asked, a file for each step: each rule at a moment when it must be quiet, and at one when it must fire. */
export function promtoolTests(root: string, rules: readonly AlertRule[], cases: readonly AlertCase[]): string[] {
  return [...Map.groupBy(cases, ({ step = '1m' }) => step)].map(([step, these]) =>
    stringify({ rule_files: [join(root, RULES)], evaluation_interval: step, tests: sideBySide(these).map((some) => testOf(rules, some, step)) }),
  );
}

/** Cases in as few tests as can be, since each test has a database of its own: those that have no figure in common do not see each other. */
function sideBySide(cases: readonly AlertCase[]): AlertCase[][] {
  const tests: { readonly figures: Set<string>; readonly cases: AlertCase[] }[] = [];
  for (const one of cases) {
    const figures = Object.keys(one.series).map((series) => series.split('{', 1)[0] ?? '');
    const found = tests.find((test) => figures.every((figure) => !test.figures.has(figure)));
    const test = found ?? { figures: new Set<string>(), cases: [] };
    if (!found) tests.push(test);
    for (const figure of figures) test.figures.add(figure);
    test.cases.push(one);
  }
  return tests.map((test) => test.cases);
}

function testOf(rules: readonly AlertRule[], cases: readonly AlertCase[], interval: string): object {
  return {
    interval,
    input_series: cases.flatMap(({ series }) => Object.entries(series).map(([name, values]) => ({ series: name, values }))),
    alert_rule_test: cases.flatMap(({ alert, quietAt, firesAt, labels }) => {
      const found = rules.find((one) => one.alert === alert);
      if (!found) throw new Error(`there is no rule ${alert}`);
      return [
        { eval_time: quietAt, alertname: alert, exp_alerts: [] },
        { eval_time: firesAt, alertname: alert, exp_alerts: [{ exp_labels: { ...labels, ...found.labels }, exp_annotations: found.annotations }] },
      ];
    }),
  };
}
