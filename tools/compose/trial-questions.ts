import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { TrialNetwork } from './network.ts';

/** Something asked of the running services, with what they answered. */
export interface TrialQuestion {
  readonly question: string;
  readonly answer: string;
  readonly holds: boolean;
}

/** Asks what only a whole and joined-up installation can answer. */
export async function trialQuestions(network: TrialNetwork, state: string): Promise<readonly TrialQuestion[]> {
  const at = (name: string, path: string, port = 8080): string => `http://${network.address(name)}:${port}${path}`;
  const token = readFileSync(join(state, 'secrets/auditor.token'), 'utf8').trim();
  const info = await ask(at('gateway', '/csc/v2/info'), { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
  const page = await ask(at('approval', '/'));
  const health = await ask(at('gateway', '/health/ready'));
  const sources = await startedSources(at('audit', '/audit/v1/events?type=service-started'), token);
  return [
    { question: 'CSC info', answer: String(info.status), holds: info.status === 200 && info.text.includes('"specs"') },
    { question: 'approval page', answer: String(page.status), holds: page.status === 200 },
    { question: 'health on the public port', answer: String(health.status), holds: health.status === 404 },
    { question: 'starts in the log, over three brokers', answer: sources.join(', '), holds: sources.length === WITH_EVENTS },
  ];
}

/** How many processes have a database and so tell of their start. */
const WITH_EVENTS = 5;

const events = z.object({ events: z.array(z.object({ leaf: z.string() })) });
const leaf = z.object({ source: z.string() });

/** Who told of a start; events travel, so it asks until all are there or nobody waits any longer. */
async function startedSources(url: string, token: string): Promise<readonly string[]> {
  for (let left = 100; ; left -= 1) {
    const { text } = await ask(url, { headers: { authorization: `Bearer ${token}` } });
    const found = events.parse(JSON.parse(text)).events.map((one) => leaf.parse(JSON.parse(one.leaf)).source);
    const sources = [...new Set(found)].sort();
    if (sources.length === WITH_EVENTS || left === 0) return sources;
    await sleep(100);
  }
}

async function ask(url: string, init: RequestInit = {}): Promise<{ readonly status: number; readonly text: string }> {
  const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) });
  return { status: answer.status, text: await answer.text() };
}
