import type { BusService } from './services.js';

/**
 * Something one process tells all replicas of another at once, without contents and without an answer. It only makes them ask earlier: whoever misses
 * it finds out by itself a moment later, and whoever sends one for nothing costs a question.
 */
export interface Notice {
  readonly from: BusService;
  readonly to: BusService;
  readonly name: string;
  readonly version: number;
  /** One sentence for `docs/calls.md`. */
  readonly purpose: string;
}

/** Tokens were revoked. */
export const tokensEnded: Notice = {
  from: 'identity',
  to: 'gateway',
  name: 'tokensEnded',
  version: 1,
  purpose: 'Tokens were revoked: what is remembered of any token is to be asked for anew. Told after the commit and before the revocation is answered.',
};

/** Every notice there is. */
export const notices: readonly Notice[] = [tokensEnded];

/** The subject it is told on; as with calls, its last token is who tells. */
export function noticeSubject({ from, to, name, version }: Notice): string {
  return `paraph.${to}.v${version}.${name}.${from}`;
}
