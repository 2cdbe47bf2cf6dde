import type { KeyAlgorithm } from '@paraph/kernel';
import { SignWork, type SignOrder } from './sign-work.js';
import type { TokenThreads } from './token-threads.js';

/** Milliseconds for a signature that is verified, on a processor of today: by how much a token differs is learned. */
export const expectedMs: Readonly<Record<KeyAlgorithm, number>> = { p256: 0.15, p384: 2.5, p521: 5, rsa2048: 0.6, rsa3072: 2, rsa4096: 5 };

/** Signs inputs by one key in as many parts as there are threads to share them; answers what became of each, in their order. */
export async function signBatch(
  threads: TokenThreads,
  order: Omit<SignOrder, 'inputs'>,
  inputs: readonly Buffer[],
): Promise<readonly PromiseSettledResult<Uint8Array>[]> {
  const size = threads.portion(inputs.length, order.expectedMs);
  const works: SignWork[] = [];
  for (let from = 0; from < inputs.length; from += size) works.push(new SignWork({ ...order, inputs: inputs.slice(from, from + size) }));
  for (const work of works) threads.do(work);
  return (await Promise.all(works.map(({ outcomes }) => outcomes))).flat();
}
