import { describe, expect, it } from '@jest/globals';
import { auditEvent, type AuditEvent } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { eventText, MAX_EVENT_BYTES } from './event-text.js';

const event = (parts: Partial<AuditEvent> = {}): AuditEvent => ({
  id: newId('evt'),
  source: 'sam',
  sequence: 1,
  type: 'signature-made',
  occurredAt: '2027-03-01T09:00:00.000Z',
  actor: { kind: 'system', id: 'sam' },
  outcome: 'success',
  particulars: {},
  ...parts,
});
const many = (count: number, length: number, letter = 'x') =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`name-${index}`, letter.repeat(length)]));
const read = (text: string): AuditEvent => auditEvent.parse(JSON.parse(text));

describe('the text of an event', () => {
  it('is all of it', () => {
    const one = event({ particulars: many(20, 2_000), present: ['somebody'] });
    expect(read(eventText(one))).toEqual(one);
  });

  it.each([
    ['long particulars', { particulars: many(40, 2_000) }],
    ['many particulars', { particulars: many(2_000, 90) }],
    ['many long particulars in letters of four bytes', { particulars: many(500, 1_000, '\u{1f58b}') }],
    ['many people present', { present: Array.from({ length: 1_000 }, () => 'p'.repeat(200)) }],
    ['the most digests, and many particulars', { digests: Array.from({ length: 400 }, () => 'd'.repeat(86)), particulars: many(200, 1_000) }],
    ['letters that JSON writes in six', { particulars: many(40, 1_900, '\u0001') }],
  ])('with %s is short enough for the broker, and still an event', (_case, parts) => {
    const text = eventText(event(parts));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_EVENT_BYTES);
    expect(read(text)).toMatchObject({ sequence: 1, type: 'signature-made' });
  });

  it('says what was cut', () => {
    expect(read(eventText(event({ particulars: many(40, 2_000) }))).particulars['name-0']).toBe(`${'x'.repeat(100)}… (2000 characters)`);
    expect(read(eventText(event({ particulars: many(2_000, 90) }))).particulars['omitted']).toBe('1950');
  });

  it('has nothing a database cannot hold', () => {
    expect(read(eventText(event({ particulars: { name: 'a\0b\ud800c' } }))).particulars).toEqual({ name: 'a\uFFFDb\uFFFDc' });
  });
});
