import type { EventFilter, EventLog } from '../event-log.js';
import { lifeTypes, stageOf } from './stages.js';
import { activationOf, readTexts, type ToldEvent } from './told-event.js';

const PAGE = 500;
/** Most events of one activation, and of one credential's life, that are told. */
const MOST = 5_000;

/** Finds the events of one activation: its own, those of the enrolment it may rest on, and the life of its credential. */
export class GatherTransaction {
  constructor(private readonly log: EventLog) {}

  /** The activation's own events, in their order; none where the log knows no such activation. */
  async own(activationId: string): Promise<readonly ToldEvent[]> {
    return (await this.read({ terms: [activationId] })).filter((one) => activationOf(one) === activationId && isTold(one));
  }

  /** With what else belongs to its story, each once, by when it happened. */
  async whole(own: readonly ToldEvent[]): Promise<readonly ToldEvent[]> {
    const credentials = named(own, 'credentialId').map((credentialId) => this.read({ terms: [credentialId], types: lifeTypes }));
    // The signer of a one-time key showed who they are when it was made.
    const enrolments = named(own, 'enrolmentId').map((enrolmentId) => this.read({ terms: [enrolmentId] }));
    const around = (await Promise.all([...credentials, ...enrolments])).flat().filter(isTold);
    const byPosition = new Map([...own, ...around].map((one) => [one.logged.position, one]));
    return [...byPosition.values()].sort((one, other) => time(one) - time(other) || one.logged.position - other.logged.position);
  }

  private async read(filter: EventFilter): Promise<readonly ToldEvent[]> {
    const found: ToldEvent[] = [];
    for (let after: number | undefined = -1; after !== undefined && found.length < MOST;) {
      const page = await this.log.read(filter, { after, limit: PAGE });
      found.push(...readTexts(page));
      after = page.length === PAGE ? page.at(-1)?.position : undefined;
    }
    return found;
  }
}

function isTold({ says }: ToldEvent): boolean {
  return stageOf[says.type] !== undefined;
}

function time({ logged }: ToldEvent): number {
  return logged.occurredAt.getTime();
}

function named(events: readonly ToldEvent[], name: string): readonly string[] {
  return [...new Set(events.map(({ says }) => says.particulars[name]).filter((value) => value !== undefined && value !== ''))] as readonly string[];
}
