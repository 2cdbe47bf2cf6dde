import { Controller } from '@nestjs/common';
import { auditEndpoints as endpoints, type AnswerOf, type AskedOf } from '@paraph/contracts';
import { MakeEntry } from '../domain/entries/make-entry.js';
import { ReadFigures } from '../domain/figures/figures.js';
import { PersonRecords } from '../domain/persons/person-records.js';
import type { Reader } from '../domain/readers/reader.js';
import { AskingReader } from './asking-reader.js';
import { Serves } from './serves.js';
import { showEvent } from './show-event.js';

type Served = typeof endpoints;

/** Entries by hand, figures, and what persons may ask of what the log has about them. */
@Controller()
export class RecordController {
  constructor(
    private readonly entries: MakeEntry,
    private readonly figures: ReadFigures,
    private readonly persons: PersonRecords,
  ) {}

  @Serves(endpoints.makeEntry)
  async enter(asked: AskedOf<Served['makeEntry']>, @AskingReader() reader: Reader): Promise<AnswerOf<Served['makeEntry']>> {
    const { reason, happenedAt, ...entry } = asked;
    const made = { ...entry, happenedAt: new Date(happenedAt), ...(reason === undefined ? {} : { reason }) };
    return { entryId: await this.entries.run(reader, made) };
  }

  @Serves(endpoints.describeFigures)
  async count({ from, to }: AskedOf<Served['describeFigures']>, @AskingReader() reader: Reader): Promise<AnswerOf<Served['describeFigures']>> {
    const { signatures, failures, latency, roleActs, credentials } = await this.figures.run(reader, { from: new Date(from), to: new Date(to) });
    const lists = { signatures: [...signatures], failures: [...failures], roleActs: [...roleActs], credentials: [...credentials] };
    return { from, to, ...lists, ...(latency === undefined ? {} : { latency }) };
  }

  @Serves(endpoints.describePerson)
  async give(asked: AskedOf<Served['describePerson']>, @AskingReader() reader: Reader): Promise<AnswerOf<Served['describePerson']>> {
    const { personId, after = -1, limit } = asked;
    const { events, next } = await this.persons.give(reader, personId, { after, limit });
    const shown = events.map(({ event, rectifications }) => ({ ...showEvent(event), rectifications: [...rectifications] }));
    return { personId, events: shown, ...(next === undefined ? {} : { next }) };
  }

  @Serves(endpoints.rectifyPerson)
  async rectify(asked: AskedOf<Served['rectifyPerson']>, @AskingReader() reader: Reader): Promise<AnswerOf<Served['rectifyPerson']>> {
    const { personId, ...rectification } = asked;
    await this.persons.rectify(reader, personId, rectification);
    return {};
  }
}
