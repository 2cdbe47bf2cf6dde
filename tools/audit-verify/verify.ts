/**
 * `npm run audit:verify`: reads the whole log through the auditors' API and verifies leaf hashes, places and sequences with
 * nothing but what it read. `--url` and `--token-file` name the service; without them it asks the stack in `--state`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { resolveLocalhost } from '../stack/localhost.ts';
import { checkLog, type ExportedEvent } from './log-check.ts';

resolveLocalhost();
const { values } = parseArgs({ options: { state: { type: 'string', default: '.paraph' }, url: { type: 'string' }, 'token-file': { type: 'string' } } });

try {
  const url = values.url ?? `http://audit.localhost:${portOf(values.state)}`;
  const token = readFileSync(values['token-file'] ?? join(values.state, 'secrets', 'auditor.token'), 'utf8').trim();
  const events = await readAll(url, token);
  const problems = checkLog(events);
  for (const problem of problems) console.error(problem);
  console.log(
    problems.length === 0
      ? `${events.length} events verified: leaf hashes, places and sequences are whole`
      : `${problems.length} problem(s) in ${events.length} events`,
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

async function readAll(url: string, token: string): Promise<ExportedEvent[]> {
  const events: ExportedEvent[] = [];
  for (let after: number | undefined = -1; after !== undefined;) {
    const response = await fetch(`${url}/audit/v1/events?after=${after}&limit=500`, { headers: { authorization: `Bearer ${token}` } });
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    const page = (await response.json()) as { events: ExportedEvent[]; next?: number };
    events.push(...page.events);
    after = page.next;
  }
  return events;
}
