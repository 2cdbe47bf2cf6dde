import type { Answer } from './service/wire.ts';
import { Unmet } from './statement.ts';

/** What a refusal has to say. */
export interface Refused {
  readonly status?: number | readonly number[];
  readonly error?: string | readonly string[];
  /** Word for word, or a pattern. */
  readonly description?: string | RegExp;
}

/** The claim holds, or the statement does not. */
export function expectThat(holds: boolean, expected: string, got: unknown): asserts holds {
  if (!holds) throw new Unmet(expected, typeof got === 'string' ? got : (JSON.stringify(got) ?? 'nothing'));
}

/** An answer of this status with a JSON object in it, which is handed back. */
export function expectJson(answer: Answer, status = 200): Record<string, unknown> {
  expectThat(answer.status === status, `${status} with a JSON object`, described(answer));
  expectThat(answer.json !== undefined, `${status} with a JSON object`, described(answer));
  return answer.json;
}

/** An answer of this status without a body. */
export function expectEmpty(answer: Answer, status = 204): void {
  expectThat(answer.status === status && answer.text === '', `${status} without a body`, described(answer));
}

/** A refusal as the tables have it: 400 `invalid_request` unless said otherwise. */
export function expectRefused(answer: Answer, { status = 400, error = 'invalid_request', description }: Refused = {}): void {
  const statuses: readonly number[] = typeof status === 'number' ? [status] : status;
  const errors: readonly string[] = typeof error === 'string' ? [error] : error;
  const expected = `${statuses.join(' or ')} ${errors.join(' or ')}${description === undefined ? '' : `: ${String(description)}`}`;
  const said = answer.json?.['error_description'];
  const hasWords = description === undefined || (typeof description === 'string' ? said === description : typeof said === 'string' && description.test(said));
  const holds = statuses.includes(answer.status) && errors.includes(String(answer.json?.['error'])) && hasWords;
  expectThat(holds, expected, described(answer));
}

/** A refusal of any of the statuses, in JSON, whatever its words; the signature or SAD that it must not contain is not there. */
export function expectNothingFor(answer: Answer, statuses: readonly number[]): void {
  const gave = ['SAD', 'signatures', 'responseID', 'access_token'].some((name) => answer.json?.[name] !== undefined);
  expectThat(
    statuses.includes(answer.status) && typeof answer.json?.['error'] === 'string' && !gave,
    `${statuses.join(', ')} with an error in JSON and nothing else`,
    described(answer),
  );
}

/** A text in an answer. */
export function textOf(json: Readonly<Record<string, unknown>>, name: string): string {
  const value = json[name];
  expectThat(typeof value === 'string' && value !== '', `a text ${name}`, json);
  return value;
}

/** An object in an answer. */
export function objectOf(json: Readonly<Record<string, unknown>>, name: string): Record<string, unknown> {
  const value = json[name];
  expectThat(typeof value === 'object' && value !== null && !Array.isArray(value), `an object ${name}`, json);
  return value as Record<string, unknown>;
}

/** A list of texts in an answer. */
export function textsOf(json: Readonly<Record<string, unknown>>, name: string): string[] {
  const value: unknown = json[name];
  expectThat(Array.isArray(value) && value.every((one) => typeof one === 'string'), `a list of texts ${name}`, json);
  return value;
}

/** An answer in a line; what it gives to the client is left out. */
export function described({ status, json, text }: Answer): string {
  if (json === undefined) return `${status} ${text === '' ? 'without a body' : JSON.stringify(text.slice(0, 160))}`;
  const secret = /^(?:SAD|access_token|refresh_token|signatures)$/;
  const shown = JSON.stringify(json, (name, value: unknown) => (secret.test(name) ? '…' : value));
  return `${status} ${shown.length > 300 ? `${shown.slice(0, 300)}…` : shown}`;
}
