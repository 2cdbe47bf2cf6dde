import type { AuditFigures } from './audit-log.ts';
import type { BenchOptions, OwnToken } from './bench-options.ts';
import { enrolCredentials, registerClient } from './bench-signers.ts';
import { BenchStack } from './bench-stack.ts';
import type { RegisterFigures } from './credential-register.ts';
import type { CrlFigures, IssuingFigures, OcspFigures } from './certification.ts';
import { runClosedLoop } from './closed-loop.ts';
import { fillDirectory } from './directory.ts';
import { percentile, rounded } from './figures.ts';
import { whileKeysAreMade } from './key-making.ts';
import { jobsOf, type Ground } from './levels.ts';
import type { Combination } from './combinations.ts';
import { busJobs } from './over-the-bus.ts';
import type { PooledFigures, SessionFigures } from './one-session.ts';
import { SadSource } from './sad-source.ts';

/** What an unwrapped key in the token's memory saves. */
export interface CacheFigures {
  readonly hitP50Ms: number;
  readonly missP50Ms: number;
  readonly missCostMs: number;
}

/** Signatures beside other work, in one figure: 1 is undisturbed. */
export interface DisturbedFigures {
  readonly quietP99Ms: number;
  readonly disturbedP99Ms: number;
  readonly ratio: number;
}

/** What is no row of the table. Absent where it was not asked for. */
export interface FurtherFigures {
  readonly oneSession?: SessionFigures;
  /** With RSA-3072 from a pool. */
  readonly pooledSession?: PooledFigures;
  readonly register?: RegisterFigures;
  readonly issuing?: IssuingFigures;
  readonly ocsp?: OcspFigures;
  readonly crl?: CrlFigures;
  readonly cache?: CacheFigures;
  /** While RSA-4096 keys are made. */
  readonly generation?: DisturbedFigures & { readonly keysMade: number };
  /** A directory of 1,000 binding records against a large one. */
  readonly flat?: DisturbedFigures & { readonly records: number };
  readonly audit?: AuditFigures;
  readonly soak?: { readonly signatures: number; readonly samples: readonly { readonly signatures: number; readonly bytes: number }[] };
}

const ONE: Combination = { level: 'bus', algorithm: 'p256', batch: 1, inFlight: 1 };
const SMALL_DIRECTORY = 1_000;
const LOOKS = 400;
/** So often are two things measured one after the other that are compared. */
const TURNS = 6;

async function latencies(ground: Ground, combination: Combination, count: number): Promise<readonly number[]> {
  const { inFlight, batch: signatures } = combination;
  const jobs = await jobsOf(ground, combination, count);
  await ground.bench.settled();
  return (await runClosedLoop(jobs, { inFlight, signatures, programs: new Map() })).latencies;
}

/** A stack of its own whose SAM keeps one signer's key at most: asked by turns, each request finds its key gone. */
export async function measureCache(keep: boolean, token?: OwnToken): Promise<CacheFigures> {
  const bench = await BenchStack.start({ token, samSettings: { TOKEN_CACHE_KEYS: '3' } });
  try {
    const client = await registerClient(bench);
    const credentials = { p256: await enrolCredentials(bench, client, 'p256', 8) };
    const source = await SadSource.open(bench, client);
    const each = await Promise.all(credentials.p256.map(async (one) => source.prepare([one], (2 * LOOKS) / credentials.p256.length, 1)));
    // Each key twice in a row, then the next: the first request has it unwrapped, the second finds it there.
    const turns = Array.from({ length: LOOKS / each.length }, (_, turn) => each.flatMap((sads) => sads.slice(2 * turn, 2 * turn + 2))).flat();
    const found = await runClosedLoop(await busJobs(bench, client, turns), { inFlight: 1, signatures: 1, programs: new Map() });
    const [miss, hit] = [0, 1].map((which) => percentile(found.latencies.filter((_, place) => place % 2 === which).slice(LOOKS / 10), 0.5)) as [number, number];
    return { hitP50Ms: rounded(hit), missP50Ms: rounded(miss), missCostMs: rounded(miss - hit) };
  } finally {
    await bench.stop(keep);
  }
}

/** Signatures while RSA-4096 keys are made one after the other. */
export async function measureGeneration(ground: Ground): Promise<FurtherFigures['generation']> {
  const four = { ...ONE, inFlight: 4 };
  await latencies(ground, four, LOOKS);
  const [quiet, other] = [[] as number[], [] as number[]];
  let made = 0;
  // By turns: what else the machine does in these seconds would otherwise be called the keys' doing.
  for (let turn = 0; turn < TURNS; turn += 1) {
    quiet.push(...(await latencies(ground, four, LOOKS)));
    const jobs = await jobsOf(ground, four, LOOKS);
    await ground.bench.settled();
    const { result, keysMade } = await whileKeysAreMade(ground, () => runClosedLoop(jobs, { inFlight: 4, signatures: 1, programs: new Map() }));
    other.push(...result.latencies);
    made += keysMade;
  }
  return { ...disturbed(quiet, other), keysMade: made };
}

/** Signatures before and after the directory has grown. */
export async function measureFlat(ground: Ground, records: number): Promise<FurtherFigures['flat']> {
  // Many: a hundredth of a few hundred is four, and says more of the disk's mood than of the directory.
  const many = TURNS * LOOKS;
  await fillDirectory(ground.bench, SMALL_DIRECTORY);
  await latencies(ground, ONE, LOOKS);
  const small = await latencies(ground, ONE, many);
  await fillDirectory(ground.bench, records - SMALL_DIRECTORY);
  await latencies(ground, ONE, LOOKS);
  return { ...disturbed(small, await latencies(ground, ONE, many)), records };
}

/** Memory of the SAM over many signatures, in batches of a hundred. */
export async function measureSoak(ground: Ground, { soak }: Pick<BenchOptions, 'soak'>): Promise<NonNullable<FurtherFigures['soak']>> {
  const batches: Combination = { level: 'bus', algorithm: 'p256', batch: 100, inFlight: 16 };
  const samples: { signatures: number; bytes: number }[] = [];
  const [share, at] = [Math.max(1, Math.round(soak / 100 / 20)), ground.bench];
  for (let made = 0; made < soak; made += share * 100) {
    await latencies(ground, batches, share);
    samples.push({ signatures: made + share * 100, bytes: at.memoryOf('sam') });
  }
  return { signatures: samples.at(-1)?.signatures ?? 0, samples };
}

function disturbed(quiet: readonly number[], other: readonly number[]): DisturbedFigures {
  const [quietP99Ms, disturbedP99Ms] = [percentile(quiet, 0.99), percentile(other, 0.99)];
  return { quietP99Ms: rounded(quietP99Ms), disturbedP99Ms: rounded(disturbedP99Ms), ratio: rounded(disturbedP99Ms / quietP99Ms) };
}
