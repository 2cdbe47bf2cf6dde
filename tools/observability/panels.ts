/**
 * `npm run test:long dashboards`: a whole stack under load, a real Prometheus that asks it, and every panel of every dashboard: each has to have numbers, and numbers
 * of its unit. With `--json FILE` what was seen is written down.
 */
import { readFileSync } from 'node:fs';
import { setDefaultCACertificates, getCACertificates } from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { BenchStack, endStacks } from '../bench/bench-stack.ts';
import { enrolCredentials, registerClient } from '../bench/bench-signers.ts';
import { machineFacts } from '../bench/machine-facts.ts';
import { flowJobs } from '../bench/whole-flow.ts';
import { writeJson } from '../stack/json-file.ts';
import { allPanels, type Panel, type Unit } from './dashboards.ts';
import { Prometheus, type Sample, type Target } from './prometheus.ts';

/** What came of one panel. */
interface Seen {
  readonly dashboard: string;
  readonly panel: string;
  readonly unit: Unit;
  readonly series: number;
  readonly lowest: number;
  readonly highest: number;
}

const { values } = parseArgs({ options: { json: { type: 'string' } } });
const LOAD_SECONDS = 20;

/** Between which a number of that unit lies here: a second for a millisecond, or a date for a time, would not. */
const POSSIBLE: Readonly<Record<Unit, readonly [number, number]>> = {
  s: [0, 50 * 365 * 86_400],
  percentunit: [0, 16],
  cps: [0, 100_000],
  bytes: [1_000_000, 16_000_000_000],
  none: [0, 10_000_000],
};

/** What a load moves: a curve at zero would be as wrong as none. */
const MOVED: ReadonlySet<string> = new Set([
  'Signatures',
  'Requests',
  'Signatures asked for',
  'Events',
  'Events under the last signed head',
  'Readers refused',
]);

/** Panels of a part of a whole, which is never more than one. The processor's is of one core. */
const isPart = (query: string): boolean => / \/ \(/.test(query);

let bench: BenchStack | undefined;
let prometheus: Prometheus | undefined;
try {
  bench = await BenchStack.of({ tls: true });
  const { authority } = bench.stack;
  if (authority !== undefined) setDefaultCACertificates([...getCACertificates('default'), readFileSync(authority, 'utf8')]);
  prometheus = await Prometheus.start(targetsOf(bench));
  await load(bench);
  const seen = await lookAt(prometheus);
  process.stdout.write(`${seen.map(line).join('\n')}\n\n${seen.length} panels have numbers of their unit\n`);
  if (values.json !== undefined) writeJson(values.json, { ...machineFacts(), loadSeconds: LOAD_SECONDS, panels: seen });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await prometheus?.stop();
  await bench?.stop(false);
  endStacks();
}

/** Every service of the product. */
function targetsOf({ stack }: BenchStack): Target[] {
  const others = new Set(['idp', 'postgres', 'nats']);
  return stack.programs().flatMap(({ name, origin }) => (origin === undefined || others.has(name) ? [] : [{ name, origin }]));
}

/** Signatures from the application's first request to the last answer, and some that are refused. */
async function load(under: BenchStack): Promise<void> {
  const client = await registerClient(under);
  const credentials = await enrolCredentials(under, client, 'p256', 4);
  const refused = async (): Promise<void> => {
    await fetch(`${under.origin('gateway')}/csc/v2/signatures/signHash`, { method: 'POST', headers: { authorization: 'Bearer nothing' } });
    await fetch(`${under.origin('audit')}/audit/v1/events`);
  };
  const jobs = flowJobs(under, client, credentials, 2_000, 1);
  const end = performance.now() + LOAD_SECONDS * 1_000;
  const lanes = Array.from({ length: 4 }, async () => {
    for (let job = jobs.shift(); job && performance.now() < end; job = jobs.shift()) await job();
  });
  while (performance.now() < end) {
    await refused();
    await sleep(200);
  }
  await Promise.all(lanes);
}

/** Each panel, once it has numbers. */
async function lookAt(source: Prometheus): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (const panel of allPanels()) seen.push(summary(panel, await numbers(source, panel)));
  return seen;
}

async function numbers(source: Prometheus, { title, query }: Panel): Promise<Sample[]> {
  for (let looks = 0; looks < 150; looks += 1) {
    // A minute, as Grafana chooses it for figures that are asked for every quarter of one.
    const found = (await source.query(query.replaceAll('$__rate_interval', '1m'))).filter(({ value }) => Number.isFinite(value));
    if (found.length > 0) return found;
    await sleep(200);
  }
  throw new Error(`the panel “${title}” is empty: ${query}`);
}

function summary({ dashboard, title, unit, query }: Panel & { readonly dashboard: string }, found: readonly Sample[]): Seen {
  const all = found.map(({ value }) => value);
  const [lowest, highest] = [Math.min(...all), Math.max(...all)];
  const [least, most] = isPart(query) ? [0, 1] : POSSIBLE[unit];
  if (lowest < least || highest > most) throw new Error(`the panel “${title}” has ${lowest} to ${highest}, which is no ${unit}`);
  if (MOVED.has(title) && highest <= 0) throw new Error(`the panel “${title}” stands at zero under load`);
  return { dashboard, panel: title, unit, series: found.length, lowest, highest };
}

function line({ dashboard, panel, unit, series, lowest, highest }: Seen): string {
  return `${dashboard.padEnd(20)}${panel.padEnd(52)}${String(series).padStart(4)} × ${short(lowest)} to ${short(highest)} ${unit}`;
}

function short(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(3);
}
