import { Controller, Get, Header, Query, UseGuards } from '@nestjs/common';
import { eventSources } from '@paraph/contracts';
import { toHex } from '@paraph/kernel';
import { z } from 'zod';
import type { EventFilter } from '../domain/event-log.js';
import { MAX_PAGE, ReadEvents } from '../domain/read-events.js';
import { AuditorGuard } from './auditor.js';
import { read } from './question.js';

const wholeNumber = (fallback: number, max: number) =>
  z.string().regex(/^\d+$/, 'expected a whole number').transform(Number).pipe(z.number().max(max)).default(fallback);
const text = z.string().min(1).max(200).optional();
const time = z.iso
  .datetime({ error: 'expected a moment such as 2027-03-01T09:00:00Z' })
  .transform((one) => new Date(one))
  .optional();

const question = z.strictObject({
  source: z.enum(eventSources).optional(),
  type: text,
  outcome: z.enum(['success', 'failure']).optional(),
  actor: text,
  correlationId: text,
  particular: text,
  from: time,
  to: time,
  after: wholeNumber(-1, Number.MAX_SAFE_INTEGER).or(z.literal('-1').transform(() => -1)),
  limit: wholeNumber(100, MAX_PAGE),
});

/** The auditors' API, first form: events with their leaves, and how complete each sequence is. */
@Controller('audit/v1')
@UseGuards(AuditorGuard)
export class EventsController {
  constructor(private readonly events: ReadEvents) {}

  @Get('events')
  @Header('cache-control', 'no-store')
  async list(@Query() query: Record<string, unknown>): Promise<object> {
    const { after, limit, ...filter } = read(question, query);
    const page = await this.events.run('auditor', dropAbsent(filter), { after, limit });
    return {
      events: page.events.map((one) => ({
        position: one.position,
        leafHash: toHex(one.leafHash),
        receivedAt: one.receivedAt.toISOString(),
        // The leaf is this text to the byte; `event` is the same for reading.
        leaf: one.body,
        event: JSON.parse(one.body) as object,
      })),
      ...(page.next === undefined ? {} : { next: page.next }),
    };
  }

  @Get('sequences')
  @Header('cache-control', 'no-store')
  sequences(): Promise<object> {
    return this.events.sequences('auditor');
  }
}

function dropAbsent(filter: { readonly [Name in keyof EventFilter]?: EventFilter[Name] | undefined }): EventFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}
