import { toBase64Url } from '@paraph/kernel';
import type { Token } from '../../ports/token.js';
import { macInput } from '../../records/mac-input.js';

/** What a code is good for, and nothing else. */
export interface CodePurpose {
  readonly reference: string;
  /** 32 bytes of a draft; empty where a code proves presence only. */
  readonly challenge: Uint8Array;
  readonly meansId: string;
  /** ISO 8601, UTC. */
  readonly madeAt: string;
}

/** The token's MAC over a code and its purpose: no copy of the database lets anybody try codes. @throws `hsm.unavailable` */
export async function codeMac(token: Token, { reference, challenge, meansId, madeAt }: CodePurpose, code: string): Promise<string> {
  return toBase64Url(await token.mac('one-time-code', macInput('code', reference, toBase64Url(challenge), meansId, madeAt, code)));
}
