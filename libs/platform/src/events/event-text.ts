import type { AuditEvent } from '@paraph/contracts';

/** An event that has no place in the sequence yet. */
export type UnplacedEvent = Omit<AuditEvent, 'sequence'>;

/** Longest text of an event, in bytes: less than the broker takes, or one event would hold up all that come after it. */
export const MAX_EVENT_BYTES = 60_000;

/** What its place adds: its name and a number of sixteen digits. */
const PLACE_BYTES = 32;
const MAX_TEXT_BYTES = MAX_EVENT_BYTES - PLACE_BYTES;
const SHORT = 100;
const FEW = 50;

/**
 * An event as it is stored and sent, but for its place: `placedText` puts that first. An act is not to fail, nor the log to stand still, because a stranger sent very much: what is too
 * long is cut, and says so.
 */
export function eventText(event: UnplacedEvent): string {
  const whole = JSON.stringify(event, storable);
  if (Buffer.byteLength(whole) <= MAX_TEXT_BYTES) return whole;
  const shortened = { ...event, particulars: Object.fromEntries(Object.entries(event.particulars).map(([name, text]) => [name, shorten(text)])) };
  const text = JSON.stringify(shortened, storable);
  if (Buffer.byteLength(text) <= MAX_TEXT_BYTES) return text;
  const entries = Object.entries(shortened.particulars);
  const left = { ...Object.fromEntries(entries.slice(0, FEW)), omitted: String(Math.max(0, entries.length - FEW)) };
  return JSON.stringify({ ...shortened, particulars: left, ...(event.present ? { present: event.present.slice(0, FEW) } : {}) }, storable);
}

/** SQL: a text of `eventText` with its place, from a number and that text. */
export function placedText(place: string, text: string): string {
  return `'{"sequence":' || ${place} || ',' || substr(${text}, 2)`;
}

function shorten(text: string): string {
  return text.length <= SHORT ? text : `${text.slice(0, SHORT)}… (${text.length} characters)`;
}

/** Text as a database can hold it: audit would have to refuse an event with a NUL or half of a surrogate pair. */
function storable(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\0', '\uFFFD').toWellFormed() : value;
}
