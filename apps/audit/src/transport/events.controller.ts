import { Controller, Headers } from '@nestjs/common';
import { auditEndpoints as endpoints, type AnswerOf, type AskedOf } from '@paraph/contracts';
import { StreamedAnswer } from '@paraph/platform';
import type { EventFilter } from '../domain/event-log.js';
import { PersonRecords } from '../domain/persons/person-records.js';
import { ReadEvents } from '../domain/read-events.js';
import type { Reader } from '../domain/readers/reader.js';
import { AskingReader } from './asking-reader.js';
import { eventStreams } from './event-streams.js';
import { ReadingLimits } from './reading-limits.js';
import { Serves } from './serves.js';
import { showEvent } from './show-event.js';

type Served = typeof endpoints;

/** Events with their leaves, and how complete each sequence is. */
@Controller()
export class EventsController {
  constructor(
    private readonly events: ReadEvents,
    private readonly persons: PersonRecords,
    private readonly limits: ReadingLimits,
  ) {}

  @Serves(endpoints.searchEvents)
  async search(
    asked: AskedOf<Served['searchEvents']>,
    @AskingReader() reader: Reader,
    @Headers('accept') accept: string | undefined,
  ): Promise<AnswerOf<Served['searchEvents']> | StreamedAnswer> {
    const { after = -1, before, limit } = asked;
    const form = eventStreams.find(({ mediaType }) => accept?.split(/[,;]/).some((one) => one.trim() === mediaType));
    if (form) {
      this.limits.checkExport(reader);
      const events = await this.events.all(reader, filterOf(asked), { after, as: form.name });
      return new StreamedAnswer(form.mediaType, form.write(events), form.fileName);
    }
    const page = before === undefined ? { after, limit } : { before, limit };
    const { events, next } = await this.events.run(reader, filterOf(asked), page);
    return { events: events.map(showEvent), ...(next === undefined ? {} : { next }) };
  }

  @Serves(endpoints.describeEvent)
  async describe({ position }: AskedOf<Served['describeEvent']>, @AskingReader() reader: Reader): Promise<AnswerOf<Served['describeEvent']>> {
    const event = await this.events.find(reader, position);
    return { ...showEvent(event), rectifications: [...(await this.persons.rectificationsOf(event))] };
  }

  @Serves(endpoints.describeSequences)
  async sequences(_asked: AskedOf<Served['describeSequences']>, @AskingReader() reader: Reader): Promise<AnswerOf<Served['describeSequences']>> {
    const { sequences, refused } = await this.events.sequences(reader);
    return { sequences: sequences.map((one) => ({ ...one, missing: [...one.missing], setAside: [...one.setAside] })), refused };
  }
}

/** What is asked for, as the log is asked. */
function filterOf(asked: AskedOf<Served['searchEvents']>): EventFilter {
  const { source, type, exceptType, outcome, actor, correlationId, particular, from, to } = asked;
  const terms = [asked.credential, asked.certificateSerial, asked.digest].filter((term) => term !== undefined);
  return {
    ...(source === undefined ? {} : { source }),
    ...(type === undefined ? {} : { type }),
    ...(exceptType === undefined ? {} : { exceptType }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(actor === undefined ? {} : { actor }),
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(particular === undefined ? {} : { particular }),
    ...(terms.length === 0 ? {} : { terms }),
    ...(from === undefined ? {} : { from: new Date(from) }),
    ...(to === undefined ? {} : { to: new Date(to) }),
  };
}
