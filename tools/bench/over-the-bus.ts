import { randomBytes } from 'node:crypto';
import { signHash, subjectFor } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import type { BenchClient } from './bench-signers.ts';
import type { BenchStack } from './bench-stack.ts';
import type { Job } from './closed-loop.ts';
import { SIGN_ALGORITHMS, type PreparedSad } from './sad-source.ts';

const SUBJECT = subjectFor(signHash, 'gateway');

/** Signing as the gateway orders it from the SAM: one request over the bus, nothing before it and nothing behind. */
export async function busJobs(bench: BenchStack, client: BenchClient, prepared: readonly PreparedSad[]): Promise<Job[]> {
  const bus = await bench.bus('gateway');
  return prepared.map((sad) => busJob(bus, bodyOf(client, sad)));
}

function bodyOf({ clientId }: BenchClient, { token, credential, hashes }: PreparedSad): string {
  const { credentialId, signerId, algorithm } = credential;
  return JSON.stringify({ attemptId: newId('att'), sad: token, clientId, signerId, credentialId, hashes, signAlgorithmOid: SIGN_ALGORITHMS[algorithm] });
}

/** A request that is already text: what the bench itself costs shall not be what is measured. */
function busJob(bus: NatsConnection, body: string): Job {
  return async () => {
    const sent = headers();
    sent.set('Paraph-Correlation', randomBytes(12).toString('base64url'));
    sent.set('Paraph-Deadline', String(Date.now() + signHash.budgetMs));
    const answer = (await bus.request(SUBJECT, body, { timeout: signHash.budgetMs, headers: sent })).string();
    if (!answer.startsWith('{"ok":{"signatures":[')) throw new Error(`the SAM refused a signature of the bench: ${answer.slice(0, 300)}`);
  };
}
