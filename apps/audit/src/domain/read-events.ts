import { ServiceError } from '@paraph/contracts';
import { askedParticulars } from './asked-particulars.js';
import type { EventFilter, EventLog, LoggedEvent, Page, SequenceState } from './event-log.js';
import type { OwnView } from './readers/own-view.js';
import type { Reader } from './readers/reader.js';

/** Most events a page may have. */
export const MAX_PAGE = 500;

export interface EventPage {
  readonly events: readonly LoggedEvent[];
  /** Position to go on from in the same direction; absent when the log ends there for this filter. */
  readonly next?: number;
}

/** Whoever keeps a record that somebody read (AUD-01: connections of trusted roles). */
export abstract class ReadingRecord {
  /** Somebody looked at something: what it was, as particulars of the event. */
  abstract read(reader: Reader, what: Readonly<Record<string, string>>): Promise<void>;
  /** So many tried to read and were not let in. */
  abstract readersRefused(count: number): Promise<void>;
}

/** Answers a reader's question with what they may see, and records that it was asked. */
export class ReadEvents {
  constructor(
    private readonly log: EventLog,
    private readonly own: OwnView,
    private readonly record: ReadingRecord,
  ) {}

  async run(reader: Reader, filter: EventFilter, page: Page): Promise<EventPage> {
    const limit = Math.min(page.limit, MAX_PAGE);
    const visible = await this.own.narrow(reader, filter);
    const found = visible === undefined ? [] : await this.log.read(visible, { ...page, limit: limit + 1 });
    const events = found.slice(0, limit);
    await this.record.read(reader, { ...askedParticulars(filter), count: String(events.length) });
    const last = events.at(-1);
    return found.length > limit && last ? { events, next: last.position } : { events };
  }

  /**
   * Every event that matches, however many, a page of them held at a time. That it was asked for is recorded before the first one is given out.
   *
   * @param how after which position, and in which form
   */
  async all(reader: Reader, filter: EventFilter, how: { readonly after: number; readonly as: string }): Promise<AsyncIterable<LoggedEvent>> {
    const visible = await this.own.narrow(reader, filter);
    await this.record.read(reader, { ...askedParticulars(filter), after: String(how.after), export: how.as });
    return visible === undefined ? none() : this.pages(visible, how.after);
  }

  /** @throws ServiceError event.unknown */
  async find(reader: Reader, position: number): Promise<LoggedEvent> {
    const [event] = await this.log.read({}, { after: position - 1, limit: 1 });
    await this.record.read(reader, { view: 'event', position: String(position) });
    if (event?.position !== position || !(await this.own.has(reader, event)))
      throw new ServiceError('event.unknown', 'the log has no event at this position that can be read here: a month that was retired is in the archive');
    return event;
  }

  async sequences(reader: Reader): Promise<{ sequences: readonly SequenceState[]; refused: number }> {
    const answer = { sequences: await this.log.sequences(), refused: await this.log.refusedCount() };
    await this.record.read(reader, { view: 'sequences' });
    return answer;
  }

  private async *pages(filter: EventFilter, begin: number): AsyncGenerator<LoggedEvent> {
    for (let after: number | undefined = begin; after !== undefined;) {
      const events: readonly LoggedEvent[] = await this.log.read(filter, { after, limit: MAX_PAGE });
      yield* events;
      after = events.length === MAX_PAGE ? events.at(-1)?.position : undefined;
    }
  }
}

async function* none(): AsyncGenerator<LoggedEvent> {}
