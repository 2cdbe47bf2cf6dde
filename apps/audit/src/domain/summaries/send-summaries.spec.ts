import { describe, expect, it } from '@jest/globals';
import { ServiceError, type AuditSummary } from '@paraph/contracts';
import { FakeClock } from '@paraph/testing';
import { MemoryEventLog } from '../../../test/memory-event-log.js';
import { Story } from '../../../test/reconciliation/story.js';
import type { Period } from '../reconciliation/event-finder.js';
import { RecordEvents } from '../record-events.js';
import type { ComposeSummary } from './compose-summary.js';
import { SendSummaries, SummaryBook, SummaryMessenger, type Recipient, type SentKind } from './send-summaries.js';

class Book extends SummaryBook {
  readonly kept: { kind: SentKind; period: Period; recipients: number }[] = [];
  override async sentTo(kind: SentKind): Promise<Date | undefined> {
    return this.kept.findLast((one) => one.kind === kind)?.period.to;
  }
  private readonly noted = new Set<string>();
  override async taken(kind: SentKind, to: Date): Promise<ReadonlySet<string>> {
    const mine = `${kind} ${to.toISOString()} `;
    return new Set([...this.noted].filter((one) => one.startsWith(mine)).map((one) => one.slice(mine.length)));
  }
  override async noteTaken(kind: SentKind, to: Date, messageId: string): Promise<void> {
    this.noted.add(`${kind} ${to.toISOString()} ${messageId}`);
  }
  override async keep(kind: SentKind, period: Period, recipients: number): Promise<void> {
    this.kept.push({ kind, period, recipients });
  }
}

class Messenger extends SummaryMessenger {
  readonly sent: string[] = [];
  readonly ids = new Set<string>();
  isAway = false;
  override async send(messageId: string, to: Recipient, summary: AuditSummary): Promise<void> {
    if (this.isAway && to.way === 'hook') throw new ServiceError('message.undeliverable', 'the web hook did not take it');
    this.sent.push(`${summary.kind} ${summary.period.to.slice(0, 10)} ${to.way}`);
    this.ids.add(messageId);
  }
}

const recipients: readonly Recipient[] = [{ way: 'email', address: 'officer@provider.example' }, { way: 'hook' }];

async function aWorld(to: readonly Recipient[] = recipients) {
  const [book, messenger, log, clock] = [new Book(), new Messenger(), new MemoryEventLog(), new FakeClock('2027-03-01T09:00:00.000Z')];
  const event = new Story(new Date('2027-02-01T00:00:00.000Z')).add('sam', 'heartbeat', {});
  await new RecordEvents(log).run([{ source: 'sam', body: JSON.stringify(event), sequence: 1 }]);
  // What a summary says is ComposeSummary's matter.
  const compose = {
    run: async (kind: string, { from, to: end }: Period) => ({ kind, period: { from: from.toISOString(), to: end.toISOString() } }),
  } as unknown as ComposeSummary;
  return { book, messenger, clock, summaries: new SendSummaries(compose, { messenger, book, log }, to, clock) };
}

describe('summaries', () => {
  it('go once to everybody for each day and each two weeks that are over', async () => {
    const { book, messenger, clock, summaries } = await aWorld();
    expect(await summaries.run()).toEqual(['daily', 'fortnightly']);
    expect(await summaries.run()).toEqual([]);
    expect(messenger.sent).toContain('daily 2027-03-01 email');
    expect(messenger.sent).toContain('daily 2027-03-01 hook');
    expect(messenger.sent).toHaveLength(4);
    expect(messenger.ids.size).toBe(4);
    clock.advance(86_400_000);
    expect(await summaries.run()).toEqual(['daily']);
    expect(book.kept.at(-1)).toEqual({
      kind: 'daily',
      period: { from: new Date('2027-03-01T00:00:00.000Z'), to: new Date('2027-03-02T00:00:00.000Z') },
      recipients: 2,
    });
  });

  it('that one recipient’s way does not take reach the others, and go again to that one alone', async () => {
    const { book, messenger, summaries } = await aWorld();
    messenger.isAway = true;
    // However long it is away: courier knows an identifier for some minutes only.
    for (let times = 0; times < 3; times += 1) await expect(summaries.run()).rejects.toMatchObject({ code: 'message.undeliverable' });
    expect(messenger.sent).toEqual(['daily 2027-03-01 email']);
    expect(book.kept).toEqual([]);
    messenger.isAway = false;
    await summaries.run();
    expect(messenger.sent.filter((one) => one.startsWith('daily'))).toEqual(['daily 2027-03-01 email', 'daily 2027-03-01 hook']);
    expect(messenger.ids.size).toBe(4);
  });

  it('go to everybody again for the next period, also where the one before did not reach all', async () => {
    const { messenger, clock, summaries } = await aWorld();
    messenger.isAway = true;
    await expect(summaries.run()).rejects.toMatchObject({ code: 'message.undeliverable' });
    messenger.isAway = false;
    clock.advance(86_400_000);
    await summaries.run();
    expect(messenger.sent.filter((one) => one.startsWith('daily'))).toEqual(['daily 2027-03-01 email', 'daily 2027-03-02 email', 'daily 2027-03-02 hook']);
  });

  it('are none where nobody is to read them', async () => {
    const { messenger, book, summaries } = await aWorld([]);
    expect(await summaries.run()).toEqual([]);
    expect([messenger.sent, book.kept]).toEqual([[], []]);
  });
});
