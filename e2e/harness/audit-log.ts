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
  readonly particulars: Readonly<Record<string, string>>;
}

/** Events that match, in log order. */
export async function events(query: Record<string, string>): Promise<AuditEvent[]> {
  const address = `${origin('audit')}/audit/v1/events?${new URLSearchParams({ limit: '500', ...query }).toString()}`;
  const answer = await send(address, { headers: { authorization: `Bearer ${auditorToken()}` } });
  if (answer.status !== 200) throw new Error(`audit answered ${answer.status} ${answer.text}`);
  return (answer.json as unknown as { events: { event: AuditEvent }[] }).events.map(({ event }) => event);
}

/** The last position of the log, so that a test sees only what came after. */
export async function logEnd(): Promise<string> {
  let after = -1;
  for (;;) {
    const answer = await send(`${origin('audit')}/audit/v1/events?limit=500&after=${after}`, { headers: { authorization: `Bearer ${auditorToken()}` } });
    const page = answer.json as unknown as { events: { position: number }[]; next?: number };
    after = page.events.at(-1)?.position ?? after;
    if (page.next === undefined) return String(after);
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

/** How many signatures the SAM made for a credential, by its own events. */
export async function signaturesMade(credentialId: string): Promise<number> {
  return (await events({ source: 'sam', type: 'signature-made', particular: credentialId })).length;
}
