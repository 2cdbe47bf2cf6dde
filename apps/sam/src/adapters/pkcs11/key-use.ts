import { ServiceError } from '@paraph/contracts';
import type { KeyAlgorithm } from '@paraph/kernel';
import type { KeyUse, TokenKey } from '../../domain/ports/token.js';

/** What is done with a private key: nothing does both. */
export type KeyWork = 'sign' | 'agree';

const works: Readonly<Record<KeyUse, KeyWork>> = { signer: 'sign', authority: 'sign', agreement: 'agree' };

/** What a key of this use does. */
export function workOf(use: KeyUse): KeyWork {
  return works[use];
}

/** Refuses a key of another use before the token is asked, which would refuse it too. @throws `hsm.refused` */
export function mustDo(work: KeyWork, { wrapped }: TokenKey): void {
  if (workOf(wrapped.use) !== work) throw new ServiceError('hsm.refused', `a key for ${wrapped.use} does not ${work}`);
}

/** Keys that agree are on the one curve of the JWEs that people's secrets come in. @throws `algorithm.unsupported` */
export function mustBeMadeFor(use: KeyUse, algorithm: KeyAlgorithm): void {
  if (workOf(use) === 'agree' && algorithm !== 'p256') throw new ServiceError('algorithm.unsupported', `no agreement key of ${algorithm} is made`);
}
