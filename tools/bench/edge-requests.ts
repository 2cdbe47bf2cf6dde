import { Agent, request } from 'undici';
import { lookupLocalhost } from '../stack/localhost.ts';
import type { BenchClient, BenchCredential } from './bench-signers.ts';
import type { BenchStack } from './bench-stack.ts';
import type { Job } from './closed-loop.ts';

const agent = new Agent({ connect: { lookup: lookupLocalhost }, keepAliveTimeout: 60_000 });

/** `info`, which asks for nothing: what the HTTP server and the edge cost. */
export function infoJobs(bench: BenchStack, count: number): Job[] {
  const job = post(`${bench.origin('gateway')}/csc/v2/info`, {}, { lang: 'fr' });
  return Array.from({ length: count }, () => job);
}

/** `credentials/info` of a few credentials with one service token, as an application asks before it signs. */
export async function credentialInfoJobs(bench: BenchStack, client: BenchClient, credentials: readonly BenchCredential[], count: number): Promise<Job[]> {
  const authorization = `Bearer ${await serviceToken(bench, client)}`;
  const address = `${bench.origin('gateway')}/csc/v2/credentials/info`;
  const jobs = credentials.map(({ credentialId: credentialID }) =>
    post(address, { authorization }, { credentialID, certificates: 'chain', certInfo: true, authInfo: true }),
  );
  return Array.from({ length: count }, (_, index) => jobs[index % jobs.length] ?? (() => Promise.reject(new Error('no credential to describe'))));
}

async function serviceToken(bench: BenchStack, { clientId, clientSecret }: BenchClient): Promise<string> {
  const answer = await request(`${bench.origin('identity')}/oauth2/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    body: 'grant_type=client_credentials&scope=service',
    dispatcher: agent,
  });
  const { access_token: token } = (await answer.body.json()) as { access_token?: unknown };
  if (typeof token !== 'string') throw new Error(`identity gave the bench no service token: ${answer.statusCode}`);
  return token;
}

function post(address: string, more: Readonly<Record<string, string>>, members: object): Job {
  const headers = { 'content-type': 'application/json', ...more };
  const body = JSON.stringify(members);
  return async () => {
    const answer = await request(address, { method: 'POST', headers, body, dispatcher: agent });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`the gateway refused a request of the bench: ${answer.statusCode} ${text.slice(0, 300)}`);
  };
}
