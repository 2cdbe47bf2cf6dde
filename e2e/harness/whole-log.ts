import { checkLog, type ExportedEvent } from '../../tools/audit-verify/log-check.ts';
import { send } from './answer.ts';
import { auditorToken, origin } from './stack.ts';

/** Verifies the whole log as an auditor would, from what the API answers. */
export async function findProblems(): Promise<string[]> {
  const found: ExportedEvent[] = [];
  for (let after: number | undefined = -1; after !== undefined;) {
    const answer = await send(`${origin('audit')}/audit/v1/events?limit=500&after=${after}`, { headers: { authorization: `Bearer ${auditorToken()}` } });
    const page = answer.json as unknown as { events: ExportedEvent[]; next?: number };
    found.push(...page.events);
    after = page.next;
  }
  return checkLog(found);
}
