import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { searchCredentials } from '@paraph/contracts';
import { Bus } from '@paraph/platform';
import pg from 'pg';
import { Management } from '../sandbox/management.ts';
import { Tab } from '../sandbox/signer/tab.ts';
import type { BenchStack } from './bench-stack.ts';
import { runClosedLoop } from './closed-loop.ts';
import { percentile, rounded } from './figures.ts';
import type { Combination } from './combinations.ts';
import { jobsOf, type Ground } from './levels.ts';
import { acceptTerms } from './one-session.ts';

/** A register of many credentials, and the end of those whose certificates are over while others sign. */
export interface RegisterFigures {
  readonly credentials: number;
  /** A page of fifty by subscriber, milliseconds. */
  readonly listP50Ms: number;
  readonly listP99Ms: number;
  /** Real credentials, each with its key, whose certificates were over. */
  readonly expired: number;
  readonly destroyedPerSecond: number;
  /** Wrapped keys of them that were left. */
  readonly keysLeft: number;
  readonly quietP99Ms: number;
  /** Of signatures while they were destroyed. */
  readonly sweptP99Ms: number;
  readonly ratio: number;
}

/** Its certificates are over after three quarters of a minute. */
const BRIEF = 'sandbox-lapsed';
const BRIEF_MS = 45_000;
const AT_ONCE = 8;
const STEP = 50_000;
const LOOKS = 500;
const SIGNATURES = 600;
/** Seldom: what the bench itself asks of the database would be called the sweep's doing. */
const LOOK_MS = 3_000;
const MOST_LOOKS = 1_200;
const SIGNING: Combination = { level: 'bus', algorithm: 'p256', batch: 1, inFlight: 2 };

/** Measures a register of so many credentials, of which so many are over. */
export async function measureRegister(
  ground: Ground,
  { register, expired }: { readonly register: number; readonly expired: number },
): Promise<RegisterFigures> {
  const { bench } = ground;
  const lifecycle = await connect(bench, 'key_lifecycle');
  const sam = await connect(bench, 'sam');
  try {
    // Another replica, as far as ours can see: until it lets go, nobody sweeps.
    await lifecycle.query(`UPDATE round SET holder = 'bench', held_until = 'infinity' WHERE name = 'expiry'`);
    const ids = await enrolBrief(ground, expired);
    const subscriberId = await fill(lifecycle, register - expired, ids[0] ?? '');
    const lists = await timedLists(bench, subscriberId);
    await sleep(BRIEF_MS);

    await sign(ground);
    const quiet = [...(await sign(ground)), ...(await sign(ground))];
    await lifecycle.query(`UPDATE round SET holder = NULL, held_until = NULL, due_at = now() WHERE name = 'expiry'`);
    const started = performance.now();
    const left = async (): Promise<number> => countOf(lifecycle, `SELECT count(*) FROM credential WHERE id = ANY($1) AND state <> 'destroyed'`, ids);
    const swept: number[] = [];
    let isOver = false;
    const signing = async (): Promise<void> => {
      while (!isOver) swept.push(...(await sign(ground)));
    };
    const sweeping = async (): Promise<number> => {
      for (let look = 0; look < MOST_LOOKS && (await left()) > 0; look += 1) await sleep(LOOK_MS);
      isOver = true;
      return (performance.now() - started) / 1_000;
    };
    const [seconds] = await Promise.all([sweeping(), signing()]);
    // Before and behind: what the machine does in these minutes would otherwise be called the sweep's doing.
    quiet.push(...(await sign(ground)), ...(await sign(ground)));
    const gone = ids.length - (await left());
    const keysLeft = await countOf(
      sam,
      `SELECT count(*) FROM signing_key JOIN enrolment ON draft::jsonb ->> 'keyId' = key_id WHERE credential_id = ANY($1)`,
      ids,
    );
    const [quietP99Ms, sweptP99Ms] = [percentile(quiet, 0.99), percentile(swept, 0.99)];
    return {
      credentials: await countOf(lifecycle, `SELECT count(*) FROM credential WHERE $1::text[] IS NOT NULL`, ids),
      listP50Ms: rounded(percentile(lists, 0.5)),
      listP99Ms: rounded(percentile(lists, 0.99)),
      expired: ids.length,
      destroyedPerSecond: rounded(gone / seconds),
      keysLeft,
      quietP99Ms: rounded(quietP99Ms),
      sweptP99Ms: rounded(sweptP99Ms),
      ratio: rounded(sweptP99Ms / quietP99Ms),
    };
  } finally {
    await Promise.allSettled([lifecycle.end(), sam.end()]);
  }
}

/** Real credentials, walked to their end; the bench is the person’s browser. */
async function enrolBrief({ bench, client, provider }: Ground, count: number): Promise<string[]> {
  const management = new Management(bench.origin('management'), bench.secrets.read('management.token'));
  const identity = bench.origin('identity');
  const ids: string[] = [];
  let begun = 0;
  const worker = async (): Promise<void> => {
    while (begun < count) {
      begun += 1;
      const signerId = await management.createSigner({ subscriberId: client.subscriberId, name: 'Bench brief' });
      const asked = { signerId, algorithm: 'p256', policyId: BRIEF, provider: provider.issuer, description: 'Bench brief' };
      const { credentialId, enrolmentUrl } = await management.createCredential(asked);
      const tab = new Tab((url) => url.origin === identity);
      const end = await acceptTerms(tab, (await tab.open(enrolmentUrl)).url, { to: `${enrolmentUrl}/act`, provider });
      if (end.kind !== 'page' || end.status !== 200) throw new Error(`an enrolment of the bench ended at ${end.url.pathname}`);
      ids.push(credentialId);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return ids;
}

/** Rows like a real one, with names of their own and certificates that last; of a subscriber of their own, thousand signers each with as many. Answers the subscriber. */
async function fill(database: pg.Client, count: number, like: string): Promise<string> {
  const run = randomUUID();
  const name = (prefix: string, of: string): string =>
    `'${prefix}_' || translate(substr(encode(sha256(('${run}' || ${of})::bytea), 'base64'), 1, 22), '+/', '-_')`;
  const { rows } = await database.query<{ name: string }>(`SELECT ${name('sub', `'sub'`)} AS name`);
  const { fields } = await database.query(`SELECT * FROM credential LIMIT 0`);
  const own: Readonly<Record<string, string>> = {
    id: name('cred', 'n'),
    signer_id: name('sgn', `'s' || n % 1000`),
    subscriber_id: `'${rows[0]?.name}'`,
    enrolment_id: name('enr', 'n'),
    request_id: name('req', 'n'),
    valid_to: `now() + interval '1 year' + n * interval '1 second'`,
  };
  const columns = fields.map((field) => field.name).join(', ');
  const values = fields.map((field) => own[field.name] ?? `real.${field.name}`).join(', ');
  for (let made = 0; made < count; made += STEP) {
    const [from, to] = [made + 1, Math.min(count, made + STEP)];
    await database.query(
      `INSERT INTO credential (${columns}) SELECT ${values} FROM generate_series(${from}, ${to}) AS n, (SELECT * FROM credential WHERE id = $1) AS real`,
      [like],
    );
  }
  // As autovacuum would do it in its own time: what is measured shall not be its work.
  await database.query('VACUUM (ANALYZE) credential');
  return rows[0]?.name ?? '';
}

async function timedLists(bench: BenchStack, subscriberId: string): Promise<readonly number[]> {
  const bus = new Bus(await bench.bus('management'), 'management');
  let after: string | undefined;
  const jobs = Array.from({ length: LOOKS }, () => async (): Promise<void> => {
    const { next } = await bus.call(searchCredentials, { subscriberId, limit: 50, ...(after === undefined ? {} : { after }) });
    after = next;
  });
  return (await runClosedLoop(jobs, { inFlight: 1, signatures: 1, programs: new Map() })).latencies;
}

async function sign(ground: Ground): Promise<readonly number[]> {
  const jobs = await jobsOf(ground, SIGNING, SIGNATURES);
  return (await runClosedLoop(jobs, { inFlight: SIGNING.inFlight, signatures: 1, programs: new Map() })).latencies;
}

async function connect(bench: BenchStack, name: string): Promise<pg.Client> {
  const database = new pg.Client({ connectionString: bench.databaseUrl(name) });
  await database.connect();
  return database;
}

async function countOf(database: pg.Client, sql: string, ids: readonly string[]): Promise<number> {
  const { rows } = await database.query<{ count: string }>(sql, [ids]);
  return Number(rows[0]?.count);
}
