import { Controller } from '@nestjs/common';
import { auditEndpoints as endpoints, type AnswerOf, type AskedOf } from '@paraph/contracts';
import { OrderLogCheck } from '../domain/check/order-log-check.js';
import { EventLog } from '../domain/event-log.js';
import { ReadingRecord } from '../domain/read-events.js';
import { actorOf, type Reader } from '../domain/readers/reader.js';
import { AskingReader } from './asking-reader.js';
import { Serves } from './serves.js';

type Served = typeof endpoints;

/** The log as a whole. */
@Controller()
export class LogController {
  constructor(
    private readonly log: EventLog,
    private readonly check: OrderLogCheck,
    private readonly record: ReadingRecord,
  ) {}

  @Serves(endpoints.listMonths)
  async months(_asked: AskedOf<Served['listMonths']>, @AskingReader() reader: Reader): Promise<AnswerOf<Served['listMonths']>> {
    const months = await this.log.months();
    await this.record.read(reader, { view: 'months' });
    return { months: months.map(({ retiredAt, ...one }) => ({ ...one, ...(retiredAt && { retiredAt: retiredAt.toISOString() }) })) };
  }

  @Serves(endpoints.checkLog)
  async look(_asked: AskedOf<Served['checkLog']>, @AskingReader() reader: Reader): Promise<AnswerOf<Served['checkLog']>> {
    const { faults, ...found } = await this.check.run(actorOf(reader));
    return { ...found, faults: [...faults] };
  }
}
