import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';

const USAGE = `usage: propose --management ORIGIN --token-file FILE --act FILE [--wait SECONDS]
Puts an act before the quorum and waits until its people have decided, each with a passkey on the approval page. Prints the proposal as JSON.`;

const proposal = z.object({
  proposalId: z.string(),
  state: z.string(),
  approvalUrl: z.string(),
  approvals: z.array(z.object({ name: z.string(), at: z.string() })),
});

const EVERY_MS = 2_000;

/** Several eyes decide elsewhere, each on a device of their own: this only asks, waits and writes down what was said. */
async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { management: text, 'token-file': text, act: text, wait: { type: 'string', default: '86400' } } });
  const { management, act } = values;
  if (management === undefined || act === undefined || values['token-file'] === undefined) throw new Error(USAGE);
  const headers = { authorization: `Bearer ${readFileSync(values['token-file'], 'utf8').trim()}`, 'content-type': 'application/json' };
  const base = new URL('/management/v1/proposals', management);
  const opened = z
    .looseObject({ proposalId: z.string(), approvalUrl: z.string() })
    .parse(await answer(fetch(base, { method: 'POST', headers, body: JSON.stringify({ act: JSON.parse(readFileSync(act, 'utf8')) as unknown }) })));
  process.stderr.write(`${opened.approvalUrl}\nEach approver opens this address. Waiting.\n`);
  const until = Date.now() + Number(values.wait) * 1_000;
  for (;;) {
    const now = proposal.parse(await answer(fetch(`${base.href}/${opened.proposalId}`, { headers })));
    if (now.state === 'done') return void process.stdout.write(`${JSON.stringify(now)}\n`);
    if (now.state !== 'open' || Date.now() > until) throw new Error(`the proposal ${now.proposalId} is ${now.state}, not done`);
    await setTimeout(EVERY_MS);
  }
}

async function answer(asked: Promise<Response>): Promise<unknown> {
  const response = await asked;
  const text = await response.text();
  if (!response.ok) throw new Error(`management answered ${response.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text) as unknown;
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
