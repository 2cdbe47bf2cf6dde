import { toBase64Url } from '@paraph/kernel';
import type { Token } from '../../ports/token.js';
import { macInput } from '../../records/mac-input.js';
import type { PinMeans } from '../../records/record-kinds.js';

/** What is stored of a PIN: the token's MAC over means, salt and PIN, so that nobody without the token can try one. */
export async function pinVerifier(token: Token, { meansId, salt }: Pick<PinMeans, 'meansId' | 'salt'>, pin: string): Promise<string> {
  return toBase64Url(await token.mac('pin', macInput('pin', meansId, salt, pin)));
}
