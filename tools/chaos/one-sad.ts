/** `node tools/chaos/one-sad.ts`: a thousand uses of one SAD for one hash at the same time, over two SAM processes, many times over. */
import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Bus } from '@paraph/platform';
import { enrolCredentials, registerClient } from '../bench/bench-signers.ts';
import { BenchStack } from '../bench/bench-stack.ts';
import { machineFacts } from '../bench/machine-facts.ts';
import { SadSource } from '../bench/sad-source.ts';
import { writeJson } from '../stack/json-file.ts';
import { explain } from '../stack/progress.ts';
import { ServiceReplicas } from './service-replicas.ts';
import { SigningLoad } from './signing-load.ts';
import { intentsOf, judge } from './verdict.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '100' }, uses: { type: 'string', default: '1000' }, json: { type: 'string' } } });

async function run(rounds: number, uses: number): Promise<Record<string, unknown> & { isRight: boolean }> {
  const bench = await BenchStack.start();
  const replicas = new ServiceReplicas(bench);
  try {
    const client = await registerClient(bench);
    const credentials = await enrolCredentials(bench, client, 'p256', 2);
    await replicas.start(1);
    const source = await SadSource.open(bench, client);
    const bus = new Bus(await bench.bus('gateway'), 'gateway');
    const all = new SigningLoad(bus, client);
    const refusals: Record<string, number> = {};
    let roundsWithOneSignature = 0;
    let intents = 0;
    for (let round = 0; round < rounds; round += 1) {
      const [sad] = await source.prepare(credentials.slice(0, 1), 1, 1);
      if (!sad) throw new Error('no SAD');
      const load = new SigningLoad(bus, client);
      await load.together(sad, uses);
      for (const { refusal } of load.attempts) if (refusal !== undefined) refusals[refusal] = (refusals[refusal] ?? 0) + 1;
      const written = await intentsOf(bench, sad.activationId);
      intents += written;
      if (load.answered === 1 && written === 1) roundsWithOneSignature += 1;
      all.attempts.push(...load.attempts.filter(({ signatures }) => signatures));
      if ((round + 1) % 10 === 0) process.stdout.write(`${round + 1} rounds, ${roundsWithOneSignature} with one signature\n`);
    }
    const verdict = await judge(bench, all.attempts);
    // Without an intent nothing is asked of the token, so as many intents are as many C_Sign at most.
    return {
      rounds,
      uses,
      roundsWithOneSignature,
      intents,
      refusals,
      ...verdict,
      isRight: roundsWithOneSignature === rounds && verdict.answeredWithoutRecord === 0,
    };
  } finally {
    await replicas.stop();
    await bench.stop(false);
  }
}

try {
  const facts = machineFacts();
  const { isRight, ...result } = await run(Number(values.rounds), Number(values.uses));
  process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
  if (values.json !== undefined) {
    mkdirSync(dirname(resolve(values.json)), { recursive: true });
    writeJson(resolve(values.json), { ...facts, ...result });
  }
  process.exit(isRight ? 0 : 1);
} catch (error) {
  process.stderr.write(`\n${explain(error)}\n\n`);
  process.exit(1);
}
