import { prettifyError, z } from 'zod';
import { CscError, UnreadableAnswerError } from '../csc-error.js';
import type { HttpAnswer, HttpRequest, Transport } from './http-transport.js';

/** One request of a method, and what its answer must be. */
export interface Exchange<T> {
  /** How a failure names it. */
  readonly method: string;
  readonly request: HttpRequest;
  readonly answer: z.ZodType<T>;
}

const errorBody = z.object({ error: z.string(), error_description: z.string().optional() });

/**
 * Sends a request and reads its JSON answer.
 * @throws CscError when it was refused; UnreadableAnswerError when the answer is not what it must be; UnreachableError when none came
 */
export async function exchange<T>(transport: Transport, { method, request, answer }: Exchange<T>): Promise<T> {
  const received = await transport.send(request);
  const body = parseJson(received.text);
  if (received.status < 200 || received.status > 299) throw refusal(method, received, body);
  const found = answer.safeParse(received.status === 204 ? undefined : body);
  if (!found.success) {
    throw new UnreadableAnswerError(`${method} answered ${received.status} with something else than expected: ${prettifyError(found.error)}`);
  }
  return found.data;
}

/** JSON in which a member that is null counts as absent: services differ in how they say that there is nothing. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, function (this: unknown, _name, value: unknown) {
      return value === null && !Array.isArray(this) ? undefined : value;
    });
  } catch {
    return undefined;
  }
}

/** Puts a refusal into words, also where the service had none. */
export function refusal(method: string, { status, headers }: HttpAnswer, body: unknown): CscError {
  const found = errorBody.safeParse(body).data;
  const after = Number(headers['retry-after']);
  const words = { status, error: found?.error ?? 'no_error_code', description: found?.error_description };
  return new CscError(method, words, Number.isFinite(after) ? after : undefined);
}
