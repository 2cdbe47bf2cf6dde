/** `node tools/bench/growth.ts`: how much the databases grow with each approval and each signature; measured with `pg_database_size`. */
import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Bus } from '@paraph/platform';
import { SigningLoad } from '../chaos/signing-load.ts';
import { writeJson } from '../stack/json-file.ts';
import { explain } from '../stack/progress.ts';
import { withSuperuser } from '../stack/postgres.ts';
import { enrolCredentials, registerClient, type BenchClient, type BenchCredential } from './bench-signers.ts';
import { BenchStack } from './bench-stack.ts';
import { machineFacts } from './machine-facts.ts';
import { SadSource } from './sad-source.ts';

/** What one kind of use left on the disk. */
interface Growth {
  readonly approvals: number;
  readonly hashesEach: number;
  /** By database, for one approval with all its signatures. */
  readonly bytesPerApproval: Readonly<Record<string, number>>;
  readonly bytesPerSignature: number;
  /** Of the log that PostgreSQL writes ahead: what an archive or a second site is sent. */
  readonly logBytesPerSignature: number;
}

const DATABASES = ['sam', 'audit', 'identity', 'key_lifecycle', 'ca_connector'];
const WARM_UP = 50;

const { values } = parseArgs({ options: { approvals: { type: 'string', default: '1000' }, json: { type: 'string' } } });

try {
  const facts = machineFacts();
  const bench = await BenchStack.start();
  try {
    const client = await registerClient(bench);
    const credentials = await enrolCredentials(bench, client, 'p256', 1);
    const growth: Growth[] = [];
    for (const [approvals, hashesEach] of [
      [Number(values.approvals), 1],
      [Math.ceil(Number(values.approvals) / 10), 100],
    ] as const) {
      growth.push(await measure(bench, { client, credentials, approvals, hashesEach }));
      process.stdout.write(`${JSON.stringify(growth.at(-1))}\n`);
    }
    if (values.json !== undefined) {
      mkdirSync(dirname(resolve(values.json)), { recursive: true });
      writeJson(resolve(values.json), { ...facts, growth });
    }
  } finally {
    await bench.stop(false);
  }
} catch (error) {
  process.stderr.write(`\n${explain(error)}\n\n`);
  process.exitCode = 1;
}

interface Use {
  readonly client: BenchClient;
  readonly credentials: readonly BenchCredential[];
  readonly approvals: number;
  readonly hashesEach: number;
}

async function measure(bench: BenchStack, { client, credentials, approvals, hashesEach }: Use): Promise<Growth> {
  const source = await SadSource.open(bench, client);
  const load = new SigningLoad(new Bus(await bench.bus('gateway'), 'gateway'), client);
  const work = async (count: number): Promise<void> => {
    for (const sad of await source.prepare(credentials, count, hashesEach)) await load.together(sad, 1);
    await bench.settled();
  };
  await work(WARM_UP);
  const before = await sizes(bench);
  await work(approvals);
  const after = await sizes(bench);
  const refused = load.attempts.find(({ refusal }) => refusal !== undefined);
  if (refused !== undefined) throw new Error(`a signature was refused: ${refused.refusal}`);
  const grown = DATABASES.map((name): [string, number] => [name, Math.round(((after.databases[name] ?? 0) - (before.databases[name] ?? 0)) / approvals)]);
  const signatures = approvals * hashesEach;
  return {
    approvals,
    hashesEach,
    bytesPerApproval: Object.fromEntries(grown),
    bytesPerSignature: Math.round(grown.reduce((sum, [, bytes]) => sum + bytes, 0) / hashesEach),
    logBytesPerSignature: Math.round((after.log - before.log) / signatures),
  };
}

async function sizes(bench: BenchStack): Promise<{ readonly databases: Readonly<Record<string, number>>; readonly log: number }> {
  const port = bench.stack.programs().find(({ name }) => name === 'postgres')?.port ?? 0;
  return withSuperuser({ port, password: bench.secrets.read('postgres.password') }, async (client) => {
    const { rows } = await client.query<{ name: string; bytes: string }>('SELECT datname AS name, pg_database_size(datname) AS bytes FROM pg_database');
    const { rows: written } = await client.query<{ bytes: string }>(`SELECT pg_current_wal_lsn() - '0/0'::pg_lsn AS bytes`);
    return { databases: Object.fromEntries(rows.map(({ name, bytes }) => [name, Number(bytes)])), log: Number(written[0]?.bytes) };
  });
}
