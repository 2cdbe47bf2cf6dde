import { setTimeout as sleep } from 'node:timers/promises';
import { send } from './answer.ts';
import { auditorToken, origin } from './stack.ts';

/** An event as the auditors' API answers it. */
export interface AuditEvent {
  readonly source: string;
  readonly sequence: number;
  readonly type: string;
  readonly outcome: string;
  readonly occurredAt: string;
  readonly actor: { readonly kind: string; readonly id: string };
  readonly cause?: string;
  /** People present. */
  readonly present?: readonly string[];
  readonly particulars: Readonly<Record<string, string>>;
}

interface Page {
  readonly events: readonly { readonly position: number; readonly event: AuditEvent }[];
  readonly next?: number;
}

/** Events that match, in log order, all pages of them. */
export async function events(query: Record<string, string>): Promise<AuditEvent[]> {
  const found: AuditEvent[] = [];
  for (let after: string | undefined = query['after'] ?? '-1'; after !== undefined;) {
    const page = await read({ ...query, after });
    found.push(...page.events.map(({ event }) => event));
    after = page.next === undefined ? undefined : String(page.next);
  }
  return found;
}

async function read(query: Record<string, string>): Promise<Page> {
  const address = `${origin('audit')}/audit/v1/events?${new URLSearchParams({ limit: '500', ...query }).toString()}`;
  const answer = await send(address, { headers: { authorization: `Bearer ${auditorToken()}` } });
  if (answer.status !== 200) throw new Error(`audit answered ${answer.status} ${answer.text}`);
  return answer.json as unknown as Page;
}

/** The last position of the log, so that a test sees only what came after. */
export async function logEnd(but: { readonly exceptType?: string } = {}): Promise<string> {
  const { events: newest } = await read({ before: String(Number.MAX_SAFE_INTEGER), limit: '1', ...but });
  return String(newest[0]?.position ?? -1);
}

/** The same once nothing is on its way any more but what looking itself leaves, for whoever counts what comes. */
export async function settledEnd(): Promise<string> {
  const look = (): Promise<string> => logEnd({ exceptType: 'events-read' });
  for (let end = await look(); ;) {
    await sleep(800);
    const now = await look();
    if (now === end) return end;
    end = now;
  }
}

/** Waits until an event matches; events reach the log a moment after the act. */
export async function untilEvent(query: Record<string, string>, match: (event: AuditEvent) => boolean = () => true): Promise<AuditEvent> {
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const found = (await events(query)).find(match);
    if (found) return found;
    await sleep(250);
  }
  throw new Error(`no event came for ${JSON.stringify(query)}`);
}

/** How many signatures the SAM made for a credential, by its own events, once those under way have arrived. */
export async function signaturesMade(credentialId: string): Promise<number> {
  let count = -1;
  for (;;) {
    const found = (await events({ source: 'sam', type: 'signature-made', particular: credentialId })).length;
    if (found === count) return count;
    count = found;
    await sleep(800);
  }
}
