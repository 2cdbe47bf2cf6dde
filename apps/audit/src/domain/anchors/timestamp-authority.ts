import type { TimestampDemands, TimestampQuestion } from '@paraph/timestamps';

/** Somebody outside who gives time-stamps (RFC 3161). What it answers is believed of nothing. */
export abstract class TimestampAuthority {
  /** Without spaces; it stands in events and labels. */
  abstract readonly name: string;
  /** What its answers are held against. */
  abstract readonly demands: TimestampDemands;

  /** TimeStampResp, DER, as it came. @throws where there is no answer */
  abstract ask(question: TimestampQuestion): Promise<Uint8Array>;
}

/** All that are asked. */
export class TimestampAuthorities {
  constructor(readonly all: readonly TimestampAuthority[]) {}
}
