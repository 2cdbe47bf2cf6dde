import { readFileSync } from 'node:fs';
import type { JsonWebKey } from 'node:crypto';
import { join } from 'node:path';
import { checkHeads, type ExportedHead } from '../../tools/audit-verify/head-check.ts';
import { checkLog, type ExportedEvent } from '../../tools/audit-verify/log-check.ts';
import { send } from './answer.ts';
import { auditorToken, origin, state } from './stack.ts';

/** Verifies the whole log as an auditor would, from what the API answers. */
export async function findProblems(): Promise<string[]> {
  const heads = await pages<ExportedHead>('heads', 0);
  const events = await pages<ExportedEvent>('events', -1);
  const key = JSON.parse(readFileSync(join(state, 'public', 'tree-head.jwk.json'), 'utf8')) as JsonWebKey;
  return [...checkLog(events), ...(await checkHeads(events, heads, key))];
}

async function pages<Item>(name: 'events' | 'heads', first: number): Promise<Item[]> {
  const found: Item[] = [];
  for (let after: number | undefined = first; after !== undefined;) {
    const answer = await send(`${origin('audit')}/audit/v1/${name}?limit=500&after=${after}`, { headers: { authorization: `Bearer ${auditorToken()}` } });
    const page = answer.json as unknown as Readonly<Record<string, Item[]>> & { next?: number };
    found.push(...(page[name] ?? []));
    after = page.next;
  }
  return found;
}
