import { Agent, fetch, type RequestInit, type Response } from 'undici';
import { z } from 'zod';
import { lookupLocalhost } from '../../stack/localhost.ts';
import { StepFailure } from '../../stack/progress.ts';
import { CscError } from './csc-error.ts';

const errorBody = z.object({ error: z.string(), error_description: z.string().optional() });

const dispatcher = new Agent({ connect: { lookup: lookupLocalhost } });

/** One HTTP exchange: what is asked, how, and under which name a failure is told. */
export interface Exchange<T> {
  readonly method: string;
  readonly url: URL;
  readonly request: RequestInit;
  readonly answer: z.ZodType<T>;
}

/** Sends a request and reads its JSON answer; a refusal becomes a `CscError`, anything unreadable a `StepFailure`. */
export async function exchange<T>({ method, url, request, answer }: Exchange<T>): Promise<T> {
  const response = await send(url, request);
  const text = await response.text();
  const body = parse(text);
  if (!response.ok) throw refusal(method, response.status, body);
  const found = answer.safeParse(body);
  if (!found.success) {
    throw new StepFailure(
      `${method} answered ${response.status} with something else than expected: ${z.prettifyError(found.error)}`,
      'compare the versions of service and application',
    );
  }
  return found.data;
}

async function send(url: URL, request: RequestInit): Promise<Response> {
  try {
    // A redirect is never part of these calls, and following one would carry the token to where it points.
    return await fetch(url, { ...request, redirect: 'manual', dispatcher, signal: AbortSignal.timeout(30_000) });
  } catch (cause) {
    const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause);
    throw new StepFailure(`${url.origin} does not answer (${reason})`, 'is the stack running? start it with `npm start`', { cause });
  }
}

function refusal(method: string, status: number, body: unknown): CscError {
  const found = errorBody.safeParse(body).data;
  return new CscError(method, {
    status,
    error: found?.error ?? 'no_error_code',
    errorDescription: found?.error_description,
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
