import { figures } from '../stack/memory.ts';
import { Progress, terminal } from '../stack/progress.ts';
import { measureAuditLog } from './audit-log.ts';
import { measureBareToken } from './bare-token.ts';
import { HELP, readBenchOptions, type BenchAlgorithm, type BenchOptions, type Level } from './bench-options.ts';
import { enrolCredentials, registerClient, type BenchCredential } from './bench-signers.ts';
import { BenchStack, endStacks } from './bench-stack.ts';
import { measureCrl, measureIssuing, measureOcsp } from './certification.ts';
import { measureRegister } from './credential-register.ts';
import { combinations, edgeLevels, type Combination } from './combinations.ts';
import { medianOf, rounded, type BenchRow, type Measured } from './figures.ts';
import { measureCache, measureFlat, measureGeneration, measureSoak, type FurtherFigures } from './further.ts';
import { LargerPool } from './larger-pool.ts';
import { LevelMeter, type Ground } from './levels.ts';
import { machineFacts } from './machine-facts.ts';
import { claimMachine, refuseBusyMachine } from './one-at-a-time.ts';
import { measureOneSession, measurePooledSessions, OFFERS, untilFull } from './one-session.ts';
import { ProviderAtOnce } from './provider-at-once.ts';
import { describeResult } from './result-table.ts';
import { writeResults } from './result-files.ts';
import { SadSource } from './sad-source.ts';

const INTERRUPTED = 130;
/** Keys of each kind that requests are spread over. */
const CREDENTIALS = 4;

type Round = Measured & { readonly ratioToBare: number };

/** Runs the command. */
export async function runBench(args: readonly string[]): Promise<void> {
  const options = readBenchOptions(args);
  if (options.help) return void process.stdout.write(HELP);
  if (!options.anyway) refuseBusyMachine();
  const release = claimMachine();
  const facts = machineFacts();
  const progress = new Progress(terminal);
  let bench: BenchStack | undefined;
  let provider: ProviderAtOnce | undefined;
  const pool = options.levels.includes('pooled-session') ? new LargerPool(OFFERS.rsa3072.policyId, options.pool) : undefined;
  const interrupt = (): void => {
    endStacks();
    provider?.end();
    pool?.remove();
    release();
    process.exit(INTERRUPTED);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  try {
    // The log needs no signers, and nothing else beside it.
    if (options.levels.every((level) => level === 'audit')) return await measureAuditAlone(options, facts, progress);
    const samSettings = pool ? { POLICIES_DIR: pool.folder } : {};
    const atOnce = await ProviderAtOnce.start();
    provider = atOnce;
    const stack = await progress.step('stack', () => BenchStack.start({ token: options.token, providers: atOnce.providersFile, samSettings }));
    bench = stack;
    // Keys that are still being made would be in every figure.
    if (pool)
      await progress.step(
        'pool of RSA keys',
        () => untilFull(stack, options.pool),
        (keys) => `${keys} keys`,
      );
    const ground = await progress.step('application and signers', () => prepare(stack, atOnce, options));
    const { rows, failures } = await measureRows(ground, options, progress);
    const further = await measureFurther(ground, options, progress);
    const memory = figures(stack.stack.memory(), 'pss');
    const found = { ...facts, seconds: options.seconds, rounds: options.rounds, memory, further, failures };
    process.stdout.write(describeResult(rows, found));
    if (options.json !== undefined) writeResults(options.json, rows, found);
    if (failures.length > 0) process.exitCode = 1;
  } finally {
    await bench?.stop(options.keep);
    await provider?.stop();
    pool?.remove();
    release();
  }
}

async function measureAuditAlone(options: BenchOptions, facts: ReturnType<typeof machineFacts>, progress: Progress): Promise<void> {
  const audit = await progress.step('audit', () => measureAuditLog(options, (line) => progress.say(line)));
  const found = { ...facts, seconds: options.seconds, rounds: 1, memory: audit.memory, further: { audit }, failures: audit.failures };
  process.stdout.write(describeResult([], found));
  if (options.json !== undefined) writeResults(options.json, [], found);
  if (audit.failures.length > 0) process.exitCode = 1;
}

/** A combination in which a request failed is left out as a whole, and said so: half of its requests would be a figure of nothing. */
async function measureRows(
  ground: Ground,
  options: BenchOptions,
  progress: Progress,
): Promise<{ readonly rows: BenchRow[]; readonly failures: readonly string[] }> {
  const { bench } = ground;
  const meter = new LevelMeter(ground, options.seconds);
  const wanted = new Set(combinations(options));
  const failures: string[] = [];
  const found = new Map<string, Round[]>();
  const keep = (key: Omit<BenchRow, keyof Round>, round: Round): void => {
    const name = JSON.stringify(key);
    found.set(name, [...(found.get(name) ?? []), round]);
  };
  for (let round = 1; round <= options.rounds; round += 1) {
    const bare = new Map<BenchAlgorithm, number>();
    for (const algorithm of options.algorithms) {
      const checked = await progress.step(`round ${round}: bare token, ${algorithm}`, () => measureBoth(bench, algorithm, options.seconds), figure);
      const { threads: inFlight, perSecond } = checked;
      bare.set(algorithm, perSecond);
      const { threads: _, signOnly, ...measured } = checked;
      keep({ level: 'bare', algorithm, batch: 1, inFlight }, { ...measured, ratioToBare: 1 });
      keep({ level: 'bare-sign', algorithm, batch: 1, inFlight }, { ...signOnly, ratioToBare: signOnly.perSecond / perSecond });
    }
    for (const one of wanted) {
      try {
        const measured = await progress.step(`round ${round}: ${describe(one)}`, () => meter.measure(one), figure);
        const signatures = one.level === 'flow' ? one.batch : 1;
        const share = (measured.perSecond * signatures) / (bare.get(one.algorithm) ?? NaN);
        // What signs nothing is no share of what the token can.
        keep(one, { ...measured, ratioToBare: edgeLevels.some((level) => level === one.level) ? 0 : share });
      } catch (error) {
        wanted.delete(one);
        found.delete(JSON.stringify(one));
        failures.push(`${describe(one)}: ${firstLine(error)}`);
      }
    }
  }
  const rows = [...found].map(([name, rounds]) => ({ ...(JSON.parse(name) as Omit<BenchRow, keyof Round>), ...medianOf(rounds) }));
  return { rows, failures };
}

async function measureFurther(ground: Ground, { levels, flat, soak, keep, token, ...sizes }: BenchOptions, progress: Progress): Promise<FurtherFigures> {
  const wanted = <T>(level: Level, measure: () => Promise<T>): Promise<T | undefined> | undefined => {
    return levels.includes(level) ? progress.step(level, measure, (found) => JSON.stringify(found).slice(0, 160)) : undefined;
  };
  const oneSession = await wanted('one-session', () => measureOneSession(ground, sizes.sessions));
  const pooledSession = await wanted('pooled-session', () => measurePooledSessions(ground, sizes.pool));
  const register = await wanted('register', () => measureRegister(ground, sizes));
  const issuing = await wanted('issuing', () => measureIssuing(ground));
  const ocsp = await wanted('ocsp', () => measureOcsp(ground));
  const crl = await wanted('crl', () => measureCrl(ground));
  const soaked = await wanted('soak', () => measureSoak(ground, { soak }));
  const generation = await wanted('generation', () => measureGeneration(ground));
  const grown = await wanted('flat', () => measureFlat(ground, flat));
  const audit = await wanted('audit', () => measureAuditLog({ ...sizes, keep }, (line) => progress.say(line)));
  const cache = await wanted('cache', () => measureCache(keep, token));
  const sessions = { ...(oneSession && { oneSession }), ...(pooledSession && { pooledSession }), ...(register && { register }) };
  const certification = { ...(issuing && { issuing }), ...(ocsp && { ocsp }), ...(crl && { crl }) };
  return {
    ...sessions,
    ...certification,
    ...(cache && { cache }),
    ...(generation && { generation }),
    ...(grown && { flat: grown }),
    ...(soaked && { soak: soaked }),
    ...(audit && { audit }),
  };
}

async function measureBoth(
  bench: BenchStack,
  algorithm: BenchAlgorithm,
  seconds: number,
): Promise<Measured & { readonly threads: number; readonly signOnly: Measured }> {
  const { threads: _, ...signOnly } = await measureBareToken(bench, { algorithm, seconds, verify: false });
  return { ...(await measureBareToken(bench, { algorithm, seconds, verify: true })), signOnly };
}

async function prepare(bench: BenchStack, provider: ProviderAtOnce, { algorithms }: BenchOptions): Promise<Ground> {
  const client = await registerClient(bench);
  const credentials: Record<string, readonly BenchCredential[]> = {};
  for (const algorithm of algorithms) credentials[algorithm] = await enrolCredentials(bench, client, algorithm, CREDENTIALS);
  return { bench, client, provider, credentials, source: await SadSource.open(bench, client) };
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}

function describe({ level, algorithm, batch, inFlight }: Combination): string {
  return `${level}, ${algorithm}, ${batch} a request, ${inFlight} in flight`;
}

function figure({ perSecond, p50Ms, p99Ms }: Measured): string {
  return `${rounded(perSecond)}/s, p50 ${rounded(p50Ms)} ms, p99 ${rounded(p99Ms)} ms`;
}
