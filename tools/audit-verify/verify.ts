/**
 * `npm run audit:verify`: reads the whole log through the auditors' API and verifies leaf hashes, places, sequences and every signed head with
 * nothing but what it read and the SAM's public key. `--url`, `--token-file` and `--key` (a JWK file) name the service and the key; without them
 * it asks the stack in `--state`.
 */
import type { JsonWebKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { resolveLocalhost } from '../stack/localhost.ts';
import { checkHeads, type ExportedHead } from './head-check.ts';
import { checkLog, type ExportedEvent } from './log-check.ts';

resolveLocalhost();
const { values } = parseArgs({
  options: { state: { type: 'string', default: '.paraph' }, url: { type: 'string' }, 'token-file': { type: 'string' }, key: { type: 'string' } },
});

try {
  const url = values.url ?? `http://audit.localhost:${portOf(values.state)}`;
  const token = readFileSync(values['token-file'] ?? join(values.state, 'secrets', 'auditor.token'), 'utf8').trim();
  const key = JSON.parse(readFileSync(values.key ?? join(values.state, 'public', 'tree-head.jwk.json'), 'utf8')) as JsonWebKey;
  // Heads first: the log that is read afterwards has at least what they are over.
  const heads = await readHeads(url, token);
  const events = await readAll(url, token);
  const problems = [...checkLog(events), ...(await checkHeads(events, heads, key))];
  for (const problem of problems) console.error(problem);
  console.log(
    problems.length === 0
      ? `${events.length} events verified: leaf hashes, places and sequences are whole; ${heads.length} signed heads are over these very events, the last over ${heads.at(-1)?.size}`
      : `${problems.length} problem(s) in ${events.length} events and ${heads.length} heads`,
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
} catch (error) {
  console.error(`The log cannot be read: ${error instanceof Error ? error.message : String(error)}. Is the stack running (npm start), or is --state right?`);
  process.exitCode = 2;
}

function portOf(state: string): number {
  const ports = JSON.parse(readFileSync(join(state, 'ports.json'), 'utf8')) as { audit: number };
  return ports.audit;
}

async function readHeads(url: string, token: string): Promise<ExportedHead[]> {
  const heads: ExportedHead[] = [];
  for (let after: number | undefined = 0; after !== undefined;) {
    const page: { heads: ExportedHead[]; next?: number } = await read(`${url}/audit/v1/heads?after=${after}&limit=500`, token);
    heads.push(...page.heads);
    after = page.next;
  }
  return heads;
}

async function readAll(url: string, token: string): Promise<ExportedEvent[]> {
  const events: ExportedEvent[] = [];
  for (let after: number | undefined = -1; after !== undefined;) {
    const page: { events: ExportedEvent[]; next?: number } = await read(`${url}/audit/v1/events?after=${after}&limit=500`, token);
    events.push(...page.events);
    after = page.next;
  }
  return events;
}

async function read<Page>(address: string, token: string): Promise<Page> {
  const response = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return (await response.json()) as Page;
}
