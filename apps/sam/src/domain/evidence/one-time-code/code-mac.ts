import { toBase64Url } from '@paraph/kernel';
import type { Token } from '../../ports/token.js';
import { macInput } from '../../records/mac-input.js';
import type { CodeBond } from './code-bond.js';

/** What a code is good for, and nothing else. */
export interface CodePurpose {
  readonly bond: CodeBond;
  readonly meansId: string;
  /** ISO 8601, UTC. */
  readonly madeAt: string;
}

/** The token's MAC over a code and its purpose: no copy of the database lets anybody try codes. @throws `hsm.unavailable` */
export async function codeMac(token: Token, { bond, meansId, madeAt }: CodePurpose, code: string): Promise<string> {
  const { reference, challenge, scope } = bond;
  return toBase64Url(await token.mac('one-time-code', macInput('code', scope, reference, toBase64Url(challenge), meansId, madeAt, code)));
}
