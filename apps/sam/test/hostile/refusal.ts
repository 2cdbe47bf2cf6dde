import type { FakeToken } from '../fake-token.js';

/** What became of an attempt: its code where it was refused, and how often the token was asked to sign on the way. */
export interface Outcome {
  readonly code: string;
  readonly signed: number;
}

/** Lets somebody try something, and says what came of it. */
export async function outcomeOf(token: FakeToken, attempt: () => Promise<unknown>): Promise<Outcome> {
  const before = token.counters.signCalls;
  const code = await attempt().then(
    () => 'done',
    (error: Error & { code?: string }) => error.code ?? error.message,
  );
  return { code, signed: token.counters.signCalls - before };
}

/** Digests were added; what the token signed is the next SAD. */
export const ADDED: Outcome = { code: 'done', signed: 1 };

/** Refused by this code, and nothing was signed. */
export const refused = (code: string): Outcome => ({ code, signed: 0 });
