import type { EventFilter, EventLog, LoggedEvent } from '../event-log.js';
import { searchTerms } from '../search-terms.js';
import { readTexts } from '../transactions/told-event.js';
import { shownTypes } from './shown-types.js';
import type { Reader, SubscriberReader } from './reader.js';

/** Most applications of one subscriber that are looked for. */
const MOST_CLIENTS = 500;

const shown: ReadonlySet<string> = new Set(shownTypes);

/**
 * What of the log is a reader's own. A signer's are the events that name the signer. A subscriber's are those that name it or one of its applications;
 * of its signers and credentials, however many there are, those that are asked for by name, which the log is asked whose they are.
 */
export class OwnView {
  constructor(private readonly log: EventLog) {}

  /** The filter that finds what a reader may see of what they ask for; undefined where that is nothing. */
  async narrow(reader: Reader, filter: EventFilter): Promise<EventFilter | undefined> {
    if (reader.kind === 'auditor') return filter;
    const types = (filter.types ?? shownTypes).filter((type) => shown.has(type) && (filter.type === undefined || filter.type === type));
    if (types.length === 0) return undefined;
    if (reader.kind === 'signer') return { ...filter, types, terms: [...(filter.terms ?? []), reader.signerId] };
    if (await this.ownsOneOf(reader, namedBy(filter))) return { ...filter, types };
    return { ...filter, types, anyTerm: await this.namesOf(reader) };
  }

  /** Whether an event is among what a reader may see. */
  async has(reader: Reader, event: LoggedEvent): Promise<boolean> {
    if (reader.kind === 'auditor') return true;
    if (!shown.has(event.type)) return false;
    const [told] = readTexts([event]);
    if (told === undefined) return false;
    const terms = searchTerms(told.says);
    if (reader.kind === 'signer') return terms.includes(reader.signerId);
    const names = await this.namesOf(reader);
    return terms.some((term) => names.includes(term)) || (await this.ownsOneOf(reader, terms));
  }

  /** The subscriber itself and its applications. */
  private async namesOf({ subscriberId, clientId }: SubscriberReader): Promise<readonly string[]> {
    const created = await this.log.read({ type: 'client-created', terms: [subscriberId] }, { after: -1, limit: MOST_CLIENTS });
    const clients = readTexts(created).flatMap(({ says }) => says.recipient ?? []);
    return [...new Set([subscriberId, clientId, ...clients])];
  }

  /** Whether the log says that one of these, a signer or a credential, is the subscriber's. */
  private async ownsOneOf({ subscriberId }: SubscriberReader, names: readonly string[]): Promise<boolean> {
    for (const name of names) {
      const type = name.startsWith('sgn_') ? 'signer-created' : 'credential-requested';
      if (!/^(?:sgn|cred)_/.test(name)) continue;
      const [made] = await this.log.read({ type, terms: [name, subscriberId] }, { after: -1, limit: 1 });
      if (made) return true;
    }
    return false;
  }
}

function namedBy({ actor, particular, terms = [] }: EventFilter): readonly string[] {
  return [actor, particular, ...terms].filter((one) => one !== undefined);
}
