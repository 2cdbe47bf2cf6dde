import type { Call, RequestOf } from '@paraph/contracts';
import type { Door } from './door.js';

/** A call with a good request for it, and a way to make it. */
export interface KnownCall {
  readonly call: Call;
  readonly good: unknown;
  /** Answers `answered`, or the code of the refusal. */
  readonly knock: (body: unknown) => Promise<string>;
}

/** Of a policy under which any number of drafts may wait. */
export const drafts = { openDrafts: { perCredential: 1_000_000, perClient: 1_000_000 } };

/** A call of a small SAM behind its door. */
export function known<C extends Call>(door: Door, call: C, good: unknown, work: (request: RequestOf<C>) => Promise<unknown>): KnownCall {
  return { call, good, knock: (body) => door.knock(call, body, work) };
}
