import { ServiceError } from '@paraph/contracts';
import type { EventLog, LoggedEvent } from '../event-log.js';
import type { OwnRecord } from '../own-record.js';
import type { OwnView } from '../readers/own-view.js';
import { actorOf, type Reader } from '../readers/reader.js';
import { searchTerms } from '../search-terms.js';
import { readTexts, type ToldEvent } from '../transactions/told-event.js';

/** Most corrections of one person that are told. */
const MOST_RECTIFICATIONS = 500;

/** What an event should say, as somebody had it written down. */
export interface Rectification {
  readonly position: number;
  readonly member: string;
  readonly says: string;
  readonly reason: string;
  readonly recordedAt: string;
}

/** What one person gets of the log: a page of the events that name them, each with its corrections. */
export interface PersonPage {
  readonly events: readonly { readonly event: LoggedEvent; readonly rectifications: readonly Rectification[] }[];
  readonly next?: number;
}

/**
 * A person's rights over what the log has about them (PRV-01): to get all of it, and to have put right what is wrong. A log that proves itself
 * cannot change, so a correction stands beside what it corrects and is given with it from then on.
 */
export class PersonRecords {
  constructor(
    private readonly log: EventLog,
    private readonly own: OwnView,
    private readonly record: OwnRecord,
  ) {}

  /**
   * What a signer is not shown by themselves, such as who looked at what, an officer gives after weighing the rights of others.
   *
   * @throws ServiceError operator.forbidden for a signer who asks about somebody else
   */
  async give(reader: Reader, personId: string, page: { readonly after: number; readonly limit: number }): Promise<PersonPage> {
    if (reader.kind === 'signer' && reader.signerId !== personId) throw new ServiceError('operator.forbidden', 'this is about somebody else');
    const visible = (await this.own.narrow(reader, { terms: [personId] })) ?? { types: [] };
    const found = await this.log.read(visible, { after: page.after, limit: page.limit + 1 });
    const events = found.slice(0, page.limit);
    const corrections = await this.rectifications(personId);
    await this.record.write({
      type: 'personal-data-given',
      actor: actorOf(reader),
      outcome: 'success',
      recipient: personId,
      particulars: { personId, after: String(page.after), count: String(events.length) },
    });
    const last = events.at(-1);
    return {
      events: events.map((event) => ({ event, rectifications: corrections.filter(({ position }) => position === event.position) })),
      ...(found.length > page.limit && last && { next: last.position }),
    };
  }

  /** @throws ServiceError event.unknown where no such event names this person, request.invalid where it has no such member */
  async rectify(reader: Reader, personId: string, { position, member, says, reason }: Omit<Rectification, 'recordedAt'>): Promise<void> {
    const event = await this.namedIn(personId, position);
    if (valueAt(event, member) === undefined) throw new ServiceError('request.invalid', 'the event has no such member');
    await this.record.write({
      type: 'personal-data-rectified',
      actor: actorOf(reader),
      outcome: 'success',
      recipient: personId,
      cause: reason,
      particulars: { personId, position: String(position), eventId: event.says.id, member, says },
    });
  }

  private async namedIn(personId: string, position: number): Promise<ToldEvent> {
    const [event] = readTexts(await this.log.read({}, { after: position - 1, limit: 1 }));
    if (event?.logged.position !== position || !searchTerms(event.says).includes(personId))
      throw new ServiceError('event.unknown', 'no event at this position names this person');
    return event;
  }

  /** What was rectified of an event. */
  async rectificationsOf(event: LoggedEvent): Promise<readonly Rectification[]> {
    const [told] = readTexts([event]);
    return told === undefined ? [] : this.rectifications(told.says.id);
  }

  /** By the person, or by the event. */
  private async rectifications(named: string): Promise<readonly Rectification[]> {
    const filter = { source: 'audit', type: 'personal-data-rectified', terms: [named] } as const;
    const found = readTexts(await this.log.read(filter, { after: -1, limit: MOST_RECTIFICATIONS }));
    return found.map(({ says: { particulars, cause = '', occurredAt } }) => ({
      position: Number(particulars['position']),
      member: particulars['member'] ?? '',
      says: particulars['says'] ?? '',
      reason: cause,
      recordedAt: occurredAt,
    }));
  }
}

function valueAt({ says }: ToldEvent, member: string): unknown {
  const [name = '', inner] = member.split('.');
  const value = (says as Readonly<Record<string, unknown>>)[name];
  if (inner === undefined) return value;
  return typeof value === 'object' && value !== null && Object.hasOwn(value, inner) ? (value as Readonly<Record<string, unknown>>)[inner] : undefined;
}
