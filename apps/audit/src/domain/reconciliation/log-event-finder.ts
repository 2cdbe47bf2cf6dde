import { auditEvent, eventSources } from '@paraph/contracts';
import type { EventFilter, EventLog, LoggedEvent } from '../event-log.js';
import { EventFinder, type FoundEvent, type MissingPlace, type Period, type Types } from './event-finder.js';

/** Events that are held at once. */
const PAGE = 500;
/** Before the newest one there is. */
const END = Number.MAX_SAFE_INTEGER;

/** Finds events in the log itself, and in nothing derived from it. */
export class LogEventFinder extends EventFinder {
  /** @param page events that are held at once */
  constructor(
    private readonly log: EventLog,
    private readonly page = PAGE,
  ) {
    super();
  }

  override scan(types: Types, { from, to }: Period): AsyncIterable<readonly FoundEvent[]> {
    return this.pages({ types, from, to });
  }

  override async related(types: Types, terms: readonly string[]): Promise<readonly FoundEvent[]> {
    const found: FoundEvent[] = [];
    for await (const page of this.pages({ types, anyTerm: terms })) found.push(...page);
    return found;
  }

  override async at(position: number): Promise<FoundEvent | undefined> {
    const [one] = await this.log.read({}, { after: position - 1, limit: 1 });
    return one?.position === position ? readEvent(one) : undefined;
  }

  override async missing(before: Date): Promise<readonly MissingPlace[]> {
    const missing: MissingPlace[] = [];
    for (const source of eventSources) {
      // What a source recorded before something that old is older still, and so should have arrived.
      const [settled] = await this.log.read({ source, to: before }, { before: END, limit: 1 });
      if (!settled) continue;
      const { position, sequence: last } = settled;
      missing.push(...(await this.log.missing(source, 0, last)).map((sequence) => ({ source, sequence, position })));
    }
    return missing;
  }

  override async isWhole(): Promise<boolean> {
    return (await this.log.months()).every(({ retiredAt }) => retiredAt === undefined);
  }

  private async *pages(filter: EventFilter): AsyncGenerator<readonly FoundEvent[]> {
    for (let after = -1; ;) {
      const page = await this.log.read(filter, { after, limit: this.page });
      const last = page.at(-1);
      if (!last) return;
      yield page.map(readEvent);
      if (page.length < this.page) return;
      after = last.position;
    }
  }
}

function readEvent({ position, receivedAt, body }: LoggedEvent): FoundEvent {
  return { position, receivedAt, event: auditEvent.parse(JSON.parse(body)) };
}
