import { readFileSync } from 'node:fs';
import type { JsonWebKey } from 'node:crypto';
import { join } from 'node:path';
import { verifyLive } from '../../tools/audit-verify/live-log.ts';
import { send } from './answer.ts';
import { auditorToken, origin, state } from './stack.ts';

/** Verifies the whole log as an auditor would, from what the API answers: what is in doubt, in words. */
export async function findProblems(): Promise<string[]> {
  const key = JSON.parse(readFileSync(join(state, 'public', 'tree-head.jwk.json'), 'utf8')) as JsonWebKey;
  const ask = async (path: string): Promise<unknown> => {
    const answer = await send(`${origin('audit')}/audit/v1/${path}`, { headers: { authorization: `Bearer ${auditorToken()}` } });
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
    return answer.json;
  };
  const { findings } = await verifyLive(ask, key);
  return findings.all.flatMap(({ weight, text, where }) => (weight === 'doubt' ? [`${where ?? ''}: ${text}`] : []));
}
