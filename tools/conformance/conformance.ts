import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { resolveLocalhost } from '../stack/localhost.ts';
import { explain, Progress, StepFailure, terminal } from '../stack/progress.ts';
import { readFixtures, type Fixtures } from './fixtures.ts';
import { CommandHook } from './hooks/command-hook.ts';
import type { Hook } from './hooks/hook.ts';
import { runMalformed } from './malformed/run-malformed.ts';
import { readConformanceOptions, usage, type ConformanceOptions } from './options.ts';
import { runStatements, type Outcome } from './run.ts';
import { prepareSandbox } from './sandbox/prepare.ts';
import { Wire } from './service/wire.ts';
import { statements } from './statements/all.ts';
import { outcomeTable } from './table.ts';

const progress = new Progress(terminal);
resolveLocalhost();
try {
  const options = readConformanceOptions(process.argv.slice(2));
  if (options === undefined) progress.print(usage);
  else if (!(await conform(options))) process.exitCode = 1;
} catch (error) {
  progress.print(explain(error));
  process.exitCode = 1;
}

interface Target {
  readonly gateway: string;
  readonly fixtures: Fixtures;
  readonly hook: Hook | undefined;
}

async function conform(options: ConformanceOptions): Promise<boolean> {
  const target = await progress.step('prepare', () => targetOf(options));
  const wire = new Wire(options.ca === undefined ? {} : { ca: [readFileSync(options.ca, 'utf8')] });
  const setting = { ...target, wire };
  try {
    const outcomes = options.statements ? await tryStatements(setting, options) : [];
    const isSound = options.malformed === 0 || (await tryMalformed(setting, options));
    return isSound && outcomes.every(({ result }) => result !== 'fail');
  } finally {
    wire.close();
  }
}

async function tryStatements(setting: Target & { readonly wire: Wire }, { only, versions, json }: ConformanceOptions): Promise<Outcome[]> {
  const chosen = only.length === 0 ? statements : statements.filter(({ id }) => only.includes(id));
  if (chosen.length === 0) throw new StepFailure(`there is no statement ${only.join(', ')}`, 'they are called CSC-001 to CSC-200');
  const outcomes = await progress.step('statements', () =>
    runStatements({
      setting,
      statements: chosen,
      versions,
      told: (one) => void (one.result === 'fail' && progress.say(`✗ ${one.id} ${one.version}: ${one.reason}`)),
    }),
  );
  progress.print(`\n${outcomeTable(outcomes, chosen)}`);
  if (json !== undefined) writeFileSync(resolve(json), `${JSON.stringify(outcomes, null, 2)}\n`);
  return outcomes;
}

async function tryMalformed(setting: Target & { readonly wire: Wire }, { malformed, seed, versions, metrics }: ConformanceOptions): Promise<boolean> {
  const plan = { setting, count: malformed, versions, seed: seed ?? Date.now() % 1_000_000, ...(metrics === undefined ? {} : { metrics }) };
  const report = await progress.step(`${malformed} malformed requests (--seed ${plan.seed})`, () => runMalformed(plan));
  progress.print(`\n${report.text}`);
  return report.isSound;
}

async function targetOf({ target }: ConformanceOptions): Promise<Target> {
  if ('state' in target) return prepareSandbox(resolve(target.state));
  const fixtures = readFixtures(target.fixtures);
  const hook = fixtures.hook;
  if (hook && 'sandbox' in hook) return { ...(await prepareSandbox(resolve(hook.sandbox))), fixtures, gateway: target.url };
  return { gateway: target.url, fixtures, hook: hook && new CommandHook(hook.command) };
}
