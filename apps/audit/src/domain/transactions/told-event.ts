import { auditEvent, type AuditEvent } from '@paraph/contracts';
import type { LoggedEvent } from '../event-log.js';

/** An event of the log with what its text says. */
export interface ToldEvent {
  readonly logged: LoggedEvent;
  readonly says: AuditEvent;
}

/** Reads the texts. What is no event any more, since somebody changed its row, is left out: the check of the log names it. */
export function readTexts(events: readonly LoggedEvent[]): readonly ToldEvent[] {
  return events.flatMap((logged) => {
    const says = auditEvent.safeParse(parseJson(logged.body));
    return says.success ? [{ logged, says: says.data }] : [];
  });
}

/** The activation that an event is part of: some name it as what evidence was given for. */
export function activationOf({ says: { particulars } }: ToldEvent): string | undefined {
  const { activationId, reference } = particulars;
  return activationId ?? (reference?.startsWith('act_') === true ? reference : undefined);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
