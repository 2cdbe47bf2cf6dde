import { setTimeout as sleep } from 'node:timers/promises';
import { account } from './case-account.ts';
import type { CaseRow, ChaosCase, Scene } from './chaos-case.ts';
import { ChaosSite } from './chaos-site.ts';
import { GatewayLoad, type LoadShape } from './gateway-load.ts';

const USUAL_LOAD: LoadShape = { requestsPerSecond: 30, hashesPerRequest: 2 };
/** Hashes of one authorisation. */
const PER_SAD = 40;
/** What is prepared lasts so long. */
const SECONDS = 45;
const BEFORE = 40;
const AFTER_MS = 1_500;
const RECOVERS_WITHIN_MS = 90_000;

/** How a run is told about, and what is left of it. */
export interface MatrixOptions {
  readonly say: (line: string) => void;
  /** Called with each row as it comes. */
  readonly told: (row: CaseRow) => void;
  /** Whether the folder of a stack stays where a promise was broken. */
  readonly keep: boolean;
}

/** Runs cases one after the other; those on the same kind of site share it as long as it is of use. */
export async function runMatrix(cases: readonly ChaosCase[], { say, told, keep }: MatrixOptions): Promise<readonly CaseRow[]> {
  const rows: CaseRow[] = [];
  let site: ChaosSite | undefined;
  try {
    for (const one of cases) {
      say(`${one.name}: ${one.done}`);
      const lack = one.lacks?.();
      if (lack === undefined && site !== undefined && site.kind !== one.site) site = void (await site.close());
      if (lack === undefined) site ??= await ChaosSite.open(one.site);
      const row: CaseRow = lack === undefined && site ? await runCase(one, site, say) : { ...NOTHING, case: one.name, result: 'skipped', why: [lack ?? ''] };
      rows.push(row);
      told(row);
      if (row.result === 'failed' && site && keep) say(`  its logs stay in ${site.instruments.folder}/logs`);
      // What a broken promise left behind is nobody else's beginning.
      if (site && (one.spoils === true || row.result === 'failed')) site = void (await site.close(keep && row.result === 'failed'));
    }
    return rows;
  } finally {
    await site?.close();
  }
}

const NOTHING = {
  recoveredInMs: null,
  signaturesAnswered: 0,
  signaturesWithoutRecord: 0,
  doubleSignatures: 0,
  lost: 0,
  burned: 0,
  repeated: 0,
  refusals: {},
} satisfies Omit<CaseRow, 'case' | 'result' | 'why'>;

/** One case: sign, hurt, heal, sign again, and draw up the account. */
async function runCase(one: ChaosCase, site: ChaosSite, say: (line: string) => void): Promise<CaseRow> {
  const why: string[] = [];
  const shape = { ...USUAL_LOAD, ...one.load };
  const load = new GatewayLoad(site.edge, shape);
  const scene: Scene = { site, load, say, wrong: (what) => void why.push(what) };
  let recoveredInMs: number | null = null;
  try {
    // 1. A stack at work.
    await one.prepare?.(site);
    load.add(await site.authorise(Math.ceil((shape.requestsPerSecond * shape.hashesPerRequest * SECONDS) / PER_SAD), PER_SAD));
    const before = new Map(site.bench.stack.services);
    load.start();
    await site.until(() => load.answered.length >= BEFORE, 'a load that is answered');
    // 2. The cause, and its end.
    const healedAt = await one.hurt(scene);
    // 3. Nobody lends a hand: fresh authorisations are asked for as applications would, since those of before may be void.
    recoveredInMs = await untilSigned(scene, healedAt);
    await sleep(AFTER_MS);
    await one.afterwards?.(scene);
    await load.stop();
    // 4. The promises.
    if (recoveredInMs > one.recoversWithinMs) why.push(`signed again after ${recoveredInMs} ms, more than ${one.recoversWithinMs}`);
    for (const name of endedBeside(before, site, one.ends)) why.push(`${name} ended, which it must not`);
    // A SAM that ends without a word burns what was open: its settings say so. Whoever else is away spends nothing.
    const deceived = one.ends.includes('sam') ? [] : load.refused.filter(({ first, refusal }) => first?.startsWith('503') && refusal?.startsWith('400'));
    if (deceived.length > 0) why.push(`${deceived.length} requests were refused with 503, and spent`);
    if (load.heldBack > 0) say(`  ${load.heldBack} requests were not sent: too many waited for an answer`);
    const found = await account(site, load.asked);
    const { lettersWithoutReason, ...figures } = found;
    for (const broken of ['signaturesWithoutRecord', 'doubleSignatures', 'lost'] as const) if (found[broken] > 0) why.push(`${broken}: ${found[broken]}`);
    if (lettersWithoutReason > 0) why.push(`${lettersWithoutReason} occurrences are not as the journal says`);
    return { case: one.name, result: why.length === 0 ? 'passed' : 'failed', recoveredInMs, ...figures, why };
  } catch (error) {
    await load.stop();
    return { ...NOTHING, case: one.name, result: 'failed', recoveredInMs, why: [...why, error instanceof Error ? error.message : String(error)] };
  }
}

async function untilSigned({ site, load }: Scene, healedAt: number): Promise<number> {
  const first = (): number | undefined => load.answered.filter(({ begunAt }) => begunAt >= healedAt).map(({ endedAt }) => endedAt)[0];
  for (const end = performance.now() + RECOVERS_WITHIN_MS; performance.now() < end; await sleep(100)) {
    const answeredAt = first();
    if (answeredAt !== undefined) return Math.max(0, Math.round(answeredAt - healedAt));
    // As long as nobody can authorise there is nothing to add.
    const fresh = await site.authorise(1, PER_SAD).catch(() => []);
    load.add(fresh, true);
  }
  throw new Error(`nothing was signed within ${RECOVERS_WITHIN_MS} ms of the end of the cause`);
}

function endedBeside(before: ReadonlyMap<string, number>, { bench }: ChaosSite, ends: readonly string[]): string[] {
  const now = bench.stack.services;
  return [...before].filter(([name, pid]) => now.get(name) !== pid && !ends.includes(name)).map(([name]) => name);
}
