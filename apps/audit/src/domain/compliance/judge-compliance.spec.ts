import { describe, expect, it } from '@jest/globals';
import { FakeClock } from '@paraph/testing';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { MemoryEventLog } from '../../../test/memory-event-log.js';
import { Story } from '../../../test/reconciliation/story.js';
import { RecordEvents } from '../record-events.js';
import { JudgeCompliance } from './judge-compliance.js';
import { Judgements, Obligations, obligations, type Judgement, type Obligation } from './obligation.js';

const DAY_MS = 86_400_000;

class MemoryJudgements extends Judgements {
  readonly kept: { id: string; judgement: Judgement }[] = [];
  override async last(id: string): Promise<Judgement | undefined> {
    return this.kept.findLast((one) => one.id === id)?.judgement;
  }
  override async keep(id: string, judgement: Judgement): Promise<void> {
    this.kept.push({ id, judgement });
  }
}

const title = { en: 'one', fr: 'une' };
const byPeople: Obligation = { id: 'reviewed', requirement: 'ROL-07', everyDays: 30, title, judge: { by: 'people' } };
const happened: Obligation = {
  id: 'signed',
  requirement: 'AUD-04',
  everyDays: 1,
  title,
  judge: { by: 'log', happened: { source: 'sam', type: 'tree-head-signed', withinHours: 2 } },
};
const settled: Obligation = {
  id: 'clocks',
  requirement: 'OPS-01',
  everyDays: 1,
  title,
  judge: { by: 'log', settled: { source: 'sam', broken: 'clock-distrusted', mended: 'clock-trusted' } },
};

/** A log that begins at the first moment of 1970, as the one in memory has it. */
async function aWorld(one: Obligation, types: readonly string[] = []) {
  const clock = new FakeClock('1970-01-01T01:00:00.000Z');
  const log = new MemoryEventLog();
  const story = new Story(new Date('1970-01-01T00:00:00.000Z'));
  for (const type of ['service-started', ...types]) {
    const event = story.add('sam', type, {});
    await new RecordEvents(log).run([{ source: 'sam', body: JSON.stringify(event), sequence: event.sequence }]);
  }
  const compliance = new JudgeCompliance(new Obligations([one]), new MemoryJudgements(), log, clock);
  const verdict = async () => (await compliance.all()).map(({ judgement }) => judgement.verdict);
  return { clock, compliance, verdict };
}

describe('what the log can tell', () => {
  it('is met while it happened lately, and not met once it did not', async () => {
    const { clock, verdict } = await aWorld(happened, ['tree-head-signed']);
    expect(await verdict()).toEqual(['success']);
    clock.advance(2 * 3_600_000);
    expect(await verdict()).toEqual(['failure']);
  });

  it('is to be confirmed where a service is too young to owe it, and not met once it does', async () => {
    const { clock, verdict } = await aWorld(happened);
    expect(await verdict()).toEqual(['to-be-confirmed']);
    clock.advance(2 * 3_600_000);
    expect(await verdict()).toEqual(['failure']);
  });

  it.each([
    ['what never broke', [], 'success'],
    ['what broke', ['clock-distrusted'], 'failure'],
    ['what was mended', ['clock-distrusted', 'clock-trusted'], 'success'],
    ['what broke again', ['clock-distrusted', 'clock-trusted', 'clock-distrusted'], 'failure'],
  ])('knows %s', async (_what, types, expected) => {
    expect(await (await aWorld(settled, types)).verdict()).toEqual([expected]);
  });

  it('says why in both languages', async () => {
    const [judged] = await (await aWorld(settled, ['clock-distrusted'])).compliance.all();
    expect(judged?.judgement).toMatchObject({
      reason: 'clock-distrusted at position 1 stands',
      sentence: { en: 'clock-distrusted at position 1 stands', fr: 'clock-distrusted à la position 1 demeure' },
    });
  });

  it('is judged by nobody else', async () => {
    const { compliance } = await aWorld(happened);
    await expect(compliance.judge('signed', { verdict: 'success', by: 'ada', reason: 'I say so' })).rejects.toMatchObject({ code: 'request.invalid' });
    await expect(compliance.judge('unknown', { verdict: 'success', by: 'ada', reason: 'I say so' })).rejects.toMatchObject({ code: 'request.invalid' });
  });
});

describe('what people judge', () => {
  it('is to be confirmed until somebody does, and failed after that', async () => {
    const { clock, verdict } = await aWorld(byPeople);
    expect(await verdict()).toEqual(['to-be-confirmed']);
    clock.advance(30 * DAY_MS);
    expect(await verdict()).toEqual(['failure']);
  });

  it('holds until it is to be judged again', async () => {
    const { clock, compliance, verdict } = await aWorld(byPeople);
    expect(await compliance.judge('reviewed', { verdict: 'success', by: 'ada', reason: 'all four roles seen' })).toMatchObject({
      judgement: { verdict: 'success', by: 'ada' },
    });
    clock.advance(29 * DAY_MS);
    expect(await verdict()).toEqual(['success']);
    clock.advance(2 * DAY_MS);
    expect(await verdict()).toEqual(['failure']);
  });

  it('fails when its deadline is over', async () => {
    const { clock, compliance, verdict } = await aWorld(byPeople);
    const deadline = new Date(clock.now().getTime() + 3 * DAY_MS);
    await compliance.judge('reviewed', { verdict: 'to-be-confirmed', by: 'ada', reason: 'one role is unclear', deadline });
    expect(await verdict()).toEqual(['to-be-confirmed']);
    clock.advance(4 * DAY_MS);
    expect(await verdict()).toEqual(['failure']);
    await expect(compliance.judge('reviewed', { verdict: 'to-be-confirmed', by: 'ada', reason: 'later', deadline })).rejects.toMatchObject({
      code: 'request.invalid',
    });
    await expect(compliance.judge('reviewed', { verdict: 'to-be-confirmed', by: 'ada', reason: 'later' })).rejects.toMatchObject({ code: 'request.invalid' });
  });
});

describe('the file of obligations', () => {
  it('is what it should be', () => {
    const file = resolve(import.meta.dirname, '../../../../../policies/compliance/default.json');
    expect(obligations.parse(JSON.parse(readFileSync(file, 'utf8')))).not.toHaveLength(0);
    expect(obligations.safeParse([byPeople, byPeople]).success).toBe(false);
  });
});
