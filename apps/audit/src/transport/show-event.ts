import { auditEvent, type ShownEvent } from '@paraph/contracts';
import { toHex } from '@paraph/kernel';
import type { LoggedEvent } from '../domain/event-log.js';

/** An event as readers get it. What is no event any more, since somebody changed its row, is shown as its text alone. */
export function showEvent({ position, leafHash, receivedAt, body }: LoggedEvent): ShownEvent {
  const event = auditEvent.safeParse(parseJson(body));
  return { position, leafHash: toHex(leafHash), receivedAt: receivedAt.toISOString(), leaf: body, ...(event.success ? { event: event.data } : {}) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
